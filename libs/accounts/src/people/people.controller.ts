import { Body, Controller, Delete, Get, HttpCode, Param, ParseUUIDPipe, Patch, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Can, type CurrentUser, type ReadContext, Scope, Sensitive, SignInOnly, User } from '@zhanggui/platform';
import { InvitationsService } from './invitations.service';
import {
  ChangePersonDto,
  DisablePersonDto,
  InvitationListDto,
  InviteDto,
  NewInvitationDto,
  PeopleListDto,
  PeopleQuery,
  RoleDto,
  RoleListDto,
  SaveRoleDto,
} from './people.dto';
import { PeopleService } from './people.service';
import { RolesService } from './roles.service';

const id = () => Param('id', new ParseUUIDPipe());

/** People of the scope. */
@ApiTags('people')
@SignInOnly()
@Controller('api/v1/people')
export class PeopleController {
  constructor(
    private readonly people: PeopleService,
    private readonly invitations: InvitationsService,
  ) {}

  @ApiOkResponse({ type: PeopleListDto })
  @Get()
  @Can('people.read')
  list(@User() user: CurrentUser, @Scope() scope: ReadContext, @Query() query: PeopleQuery): Promise<PeopleListDto> {
    return this.people.list(user, scope, query.search);
  }

  /** Invitations that nobody has accepted yet. */
  @ApiOkResponse({ type: InvitationListDto })
  @Get('invitations')
  @Can('people.read')
  async invited(@Scope() scope: ReadContext): Promise<InvitationListDto> {
    return { items: await this.invitations.list(scope) };
  }

  /** Invites somebody; the answer holds the link, which works once. */
  @ApiCreatedResponse({ type: NewInvitationDto })
  @Post('invitations')
  @Can('people.manage')
  @Sensitive()
  invite(@User() user: CurrentUser, @Body() body: InviteDto): Promise<NewInvitationDto> {
    return this.invitations.invite(user, body);
  }

  @Delete('invitations/:id')
  @Can('people.manage')
  @HttpCode(204)
  withdraw(@User() user: CurrentUser, @id() invitationId: string): Promise<void> {
    return this.invitations.withdraw(user, invitationId);
  }

  /** Gives a person another role or scope. */
  @Patch(':id')
  @Can('people.manage')
  @Sensitive()
  @HttpCode(204)
  change(@User() user: CurrentUser, @id() personId: string, @Body() body: ChangePersonDto): Promise<void> {
    return this.people.change(user, personId, body);
  }

  /** Takes a person's access away, or gives it back. */
  @Post(':id/disabled')
  @Can('people.manage')
  @Sensitive()
  @HttpCode(204)
  setDisabled(@User() user: CurrentUser, @id() personId: string, @Body() body: DisablePersonDto): Promise<void> {
    return this.people.setDisabled(user, personId, body.disabled);
  }
}

/** Roles of one's own. */
@ApiTags('people')
@SignInOnly()
@Controller('api/v1/roles')
export class RolesController {
  constructor(private readonly roles: RolesService) {}

  @ApiOkResponse({ type: RoleListDto })
  @Get()
  @Can('people.read')
  async list(@User() user: CurrentUser, @Scope() scope: ReadContext): Promise<RoleListDto> {
    return { items: await this.roles.list(user, scope) };
  }

  /** A role for the people of the merchant in the scope; without one, for the provider's own. */
  @ApiCreatedResponse({ type: RoleDto })
  @Post()
  @Can('role.manage')
  @Sensitive()
  create(@User() user: CurrentUser, @Scope() scope: ReadContext, @Body() body: SaveRoleDto): Promise<RoleDto> {
    return this.roles.create(user, scope.kind === 'tenant' ? scope.merchantId : null, body);
  }

  @Patch(':id')
  @Can('role.manage')
  @Sensitive()
  @HttpCode(204)
  change(@User() user: CurrentUser, @id() roleId: string, @Body() body: SaveRoleDto): Promise<void> {
    return this.roles.change(user, roleId, body);
  }

  @Delete(':id')
  @Can('role.manage')
  @Sensitive()
  @HttpCode(204)
  remove(@User() user: CurrentUser, @id() roleId: string): Promise<void> {
    return this.roles.remove(user, roleId);
  }
}
