import type { Tone } from '@zhanggui/ui';

const tones: Readonly<Record<string, Tone>> = { connected: 'success', unauthorized: 'attention', failing: 'attention' };

export const storeTone = (state: string): Tone => tones[state] ?? 'attention';

const platformTones: Readonly<Record<string, Tone>> = {
  open_finished: 'success',
  opening: 'info',
  closing: 'progress',
  close_finished: 'neutral',
};

export const platformTone = (status: string): Tone => platformTones[status] ?? 'attention';
