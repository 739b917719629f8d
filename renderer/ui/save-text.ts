/** Hands a file to the browser's own download, without asking any server. */
export function saveBlob(fileName: string, blob: Blob): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName;
  link.click();
  // The browser has taken its own reference long before.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

export function saveText(fileName: string, text: string, mediaType = 'text/plain;charset=utf-8'): void {
  saveBlob(fileName, new Blob([text], { type: mediaType }));
}
