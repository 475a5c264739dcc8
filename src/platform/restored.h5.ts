/**
 * Tells when the back button brought this page again as it was left, its program frozen in the middle of leaving.
 * @returns how to stop listening
 */
export function onRestored(listener: () => void): () => void {
  const hear = (event: PageTransitionEvent): void => {
    if (event.persisted) listener();
  };
  window.addEventListener('pageshow', hear);
  return () => window.removeEventListener('pageshow', hear);
}
