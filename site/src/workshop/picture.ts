/** A picture as a data: address, which the page's policy lets be shown. */
export const shown = (svg: string): string => `data:image/svg+xml,${encodeURIComponent(svg)}`;

/** The picture as PNG, which can be posted where SVG can't. */
export async function png(svg: string): Promise<Blob> {
  const image = new Image();
  image.src = shown(svg);
  await image.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight];
  canvas.getContext("2d")!.drawImage(image, 0, 0);
  return new Promise((resolve, reject) => canvas.toBlob((made) => (made ? resolve(made) : reject(new Error("This browser does not make pictures."))), "image/png"));
}
