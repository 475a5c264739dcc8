/** @returns what happened. */
export async function openLink(url: string): Promise<'opened' | 'copied' | 'failed'> {
  // Without an opener the other page cannot steer this one.
  window.open(url, '_blank', 'noopener,noreferrer');
  return 'opened';
}
