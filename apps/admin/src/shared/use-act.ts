import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App } from 'antd';
import { useTellProblem } from './problem';

interface ActOptions<Result> {
  /** Said when it is done. */
  readonly said?: string;
  /** First words of the query keys whose answers it changes. */
  readonly changes?: readonly string[];
  readonly onDone?: (result: Result) => void;
}

/** One act on the server: says that it is done or what went wrong, and has the lists that it changes read again. */
export function useAct<Input = void, Result = unknown>(
  act: (input: Input) => Promise<Result>,
  { said, changes = [], onDone }: ActOptions<Result> = {},
) {
  const { message } = App.useApp();
  const tellProblem = useTellProblem();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: act,
    onSuccess: async (result) => {
      if (said) void message.success(said);
      onDone?.(result);
      await Promise.all(changes.map((name) => queryClient.invalidateQueries({ queryKey: [name] })));
    },
    onError: tellProblem,
  });
}
