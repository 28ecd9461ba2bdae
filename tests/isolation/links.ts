import { authentic } from '../fuzz/letters';
import { allParts, type Side, sides, word, wordsOf } from './words';
import { invitationOf, type World } from './world';

/**
 * Everything that answers somebody who is not signed in, and why. The suite fails for a route that does and is not here.
 */
export const openRoutes: Record<string, string> = {
  'GET /healthz': 'says that the process lives',
  'GET /readyz': 'says what of the installation is ready, and nothing of any tenant',
  'GET /api/openapi.json': 'the description of the API, the same for everybody',
  'POST /api/v1/auth/login': 'signing in, with the code of the second factor in the same request',
  'POST /api/v1/auth/invitation/open': 'what the link of an invitation offers',
  'POST /api/v1/auth/invitation': 'joins by the link of an invitation',
  'GET /wechat/component': 'the platform asks whether the address is ours',
  'GET /wechat/apps/:appid': 'the platform asks whether the address is ours',
  'POST /wechat/component': "pushes to the third-party platform, signed with the installation's keys",
  'POST /wechat/apps/:appid': "pushes to a shop, signed with the shop's keys",
};

interface LinkTrial {
  readonly name: string;
  readonly foreignSides: readonly Side[];
  /** @returns what is wrong, and what is to be the same each time */
  readonly run: () => Promise<{ wrong: string | undefined; said: string }>;
}

/** Somebody with a link or with keys of one side, who may be signed in on another. */
export function linkTrials(world: World): LinkTrial[] {
  const cookieOf = (name: string) => world.attackers.find((attacker) => attacker.name === name)?.headers ?? {};
  const callers = { nobody: {}, "A1's owner": cookieOf('merchant_owner'), "A's owner": cookieOf('provider_owner') };
  const post = (url: string, headers: Record<string, string>, payload: string) =>
    world.product.api.inject({ method: 'POST', url, headers, payload });
  const asJson = (headers: Readonly<Record<string, string>>) => ({ ...headers, 'content-type': 'application/json' });
  /** The first word of anybody but what an invitation of this side says of it. */
  const toldOf = (text: string, side: Side) =>
    sides
      .flatMap((each) => wordsOf(each, ...allParts))
      .find((said) => text.includes(said) && !invited[side]!.includes(said));
  const trials: LinkTrial[] = [];
  for (const [caller, headers] of Object.entries(callers))
    for (const side of ['A2', 'B', 'B1'] as const) {
      trials.push({
        name: `links: ${caller} opens the invitation of ${side}`,
        foreignSides: sides,
        run: async () => {
          const { statusCode, body } = await post(
            '/api/v1/auth/invitation/open',
            asJson(headers),
            JSON.stringify({ token: invitationOf(side) }),
          );
          const told = toldOf(body, side);
          if (statusCode !== 200) return { wrong: `is refused: ${statusCode} ${body}`, said: '' };
          return { wrong: told && `showed ${told}`, said: body };
        },
      });
      trials.push({
        name: `links: ${caller} accepts the invitation of ${side}`,
        foreignSides: sides.filter((each) => each !== side),
        run: async () => {
          const answer = await post(
            '/api/v1/auth/invitation',
            asJson(headers),
            JSON.stringify({ token: invitationOf(side), name: 'Somebody', password: 'a long and unheard-of password' }),
          );
          if (answer.statusCode !== 200) return { wrong: `is refused: ${answer.statusCode} ${answer.body}`, said: '' };
          const told = toldOf(answer.body, side);
          const [cookie] = [answer.headers['set-cookie']].flat();
          // Whoever has joined sees the side that they joined, whoever they were before.
          const people = await world.product.api.inject({
            method: 'GET',
            url: '/api/v1/auth/me',
            headers: { cookie: cookie?.split(';')[0] ?? '' },
          });
          const seen = toldOf(people.body, side);
          return { wrong: told || seen ? `showed ${told ?? seen}` : undefined, said: `${people.statusCode}` };
        },
      });
    }
  trials.push({
    name: 'links: nobody opens an invitation that there is not',
    foreignSides: sides,
    run: async () => {
      const token = invitationOf('B').replace('mail', 'post');
      const { statusCode, body } = await post('/api/v1/auth/invitation/open', asJson({}), JSON.stringify({ token }));
      return { wrong: statusCode < 400 ? `is answered: ${body}` : undefined, said: `${statusCode}` };
    },
  });
  // Keys of one shop at the address of another, also of the same merchant.
  for (const [from, keys] of Object.entries(world.keys))
    for (const [to, { appId }] of Object.entries(world.keys))
      trials.push({
        name: `links: a push with the keys of ${from} to the shop of ${to}`,
        foreignSides: from === to ? sides.filter((side) => !to.startsWith(side) || to === side.slice(0, 1)) : sides,
        run: async () => {
          const push = {
            ToUserName: 'gh',
            MsgType: 'event',
            Event: 'unheard_of',
            CreateTime: 1,
            note: `${from} ${to}`,
          };
          // Sealed for the address as well as for the keys' own shop: neither opens another's letter box.
          const statuses: number[] = [];
          for (const sealedFor of new Set([keys.appId, appId])) {
            const letter = authentic(JSON.stringify(push), { ...keys, appId: sealedFor }, 'json');
            const { statusCode } = await post(
              `/wechat/apps/${appId}?${letter.query}`,
              { 'content-type': 'text/xml' },
              letter.body,
            );
            statuses.push(statusCode);
          }
          const right = from === to ? statuses[0] === 200 : statuses.every((status) => status === 403);
          return { wrong: right ? undefined : `is answered ${statuses.join(', ')}`, said: statuses.join() };
        },
      });
  return trials;
}

/** What an invitation says of the side that sent it: its name, and people's names. */
const invited: Partial<Record<Side, readonly string[]>> = {
  A2: [word('A2', 'people'), word('A2', 'name'), word('A', 'name')],
  B: [word('B', 'people'), word('B', 'name')],
  B1: [word('B1', 'people'), word('B1', 'name'), word('B', 'name')],
};
