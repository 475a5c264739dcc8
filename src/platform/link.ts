import { copy } from './clipboard';

/** Mini-programs may not open foreign pages: the address is copied. @returns what happened. */
export async function openLink(url: string): Promise<'opened' | 'copied' | 'failed'> {
  return (await copy(url)) ? 'copied' : 'failed';
}
