import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { done } from '@zhanggui/api-client';
import { api } from '../shared/api';
import { useTellProblem } from '../shared/problem';

/** Ends the session and forgets everything that was on screen. */
export function useSignOut(): () => void {
  const router = useRouter();
  const queryClient = useQueryClient();
  const tellProblem = useTellProblem();
  return () => {
    done(api.plain.POST('/api/v1/auth/logout'))
      .then(async () => {
        await router.navigate({ to: '/sign-in' });
        queryClient.clear();
      })
      .catch(tellProblem);
  };
}
