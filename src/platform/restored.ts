/** Mini-programs are never put back as they were left. @returns how to stop listening */
export function onRestored(_listener: () => void): () => void {
  return () => {};
}
