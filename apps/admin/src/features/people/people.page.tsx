import { SearchOutlined, UserAddOutlined } from '@ant-design/icons';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Card, FilterBar, Page, TabBar } from '@zhanggui/ui';
import { Button, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Requires } from '../../shared/problem';
import { useScope } from '../../shared/scope';
import { hrefOf } from '../../shared/search';
import { useMay } from '../../shared/session';
import { InvitationsList } from './invitations-list';
import { InvitePerson } from './invite-person';
import { peopleViews } from './people.search';
import { PeopleList } from './people-list';
import { RolesList } from './roles-list';
import './people.css';

export function PeoplePage() {
  return (
    <Requires permission="people.read">
      <People />
    </Requires>
  );
}

function People() {
  const { t } = useTranslation();
  const may = useMay();
  const scope = useScope();
  const search = useSearch({ from: '/app/people' });
  const navigate = useNavigate({ from: '/people' });
  const [isInviting, setInviting] = useState(false);
  const view = search.view ?? 'people';
  return (
    <Page
      title={t('people.title')}
      note={t('people.note')}
      acts={
        may('people.manage') ? (
          <Button type="primary" icon={<UserAddOutlined />} onClick={() => setInviting(true)} data-testid="invite">
            {t('people.invite')}
          </Button>
        ) : null
      }
    >
      <Card flush>
        <TabBar
          label={t('people.title')}
          active={view}
          onSelect={(key) =>
            void navigate({ search: { ...scope.search, view: key === 'people' ? undefined : (key as typeof view) } })
          }
          tabs={peopleViews.map((key) => ({
            key,
            label: t(`people.tabs.${key}`),
            href: hrefOf('/people', { ...scope.search, view: key === 'people' ? undefined : key }),
            testId: `people-tab-${key}`,
          }))}
        />
        {view === 'invitations' ? (
          <InvitationsList />
        ) : view === 'roles' ? (
          <RolesList />
        ) : (
          <>
            <FilterBar label={t('people.search')}>
              <Input.Search
                className="people-search"
                allowClear
                prefix={<SearchOutlined />}
                placeholder={t('people.search')}
                defaultValue={search.search}
                onSearch={(text) =>
                  void navigate({
                    search: (before) => ({ ...before, search: text.trim() || undefined }),
                    replace: true,
                  })
                }
              />
            </FilterBar>
            <PeopleList search={search.search} />
          </>
        )}
      </Card>
      {isInviting ? <InvitePerson onClose={() => setInviting(false)} /> : null}
    </Page>
  );
}
