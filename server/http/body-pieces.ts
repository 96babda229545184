/** A body in pieces of this many bytes, the last one shorter, however it arrives. Nothing more of it is in memory. */
export async function* bodyPieces(
  body: ReadableStream<Uint8Array> | null,
  pieceBytes: number,
): AsyncGenerator<Buffer<ArrayBuffer>> {
  let piece = Buffer.alloc(pieceBytes);
  let filled = 0;
  const reader = body?.getReader();
  for (let read = await reader?.read(); read?.value; read = await reader?.read()) {
    for (let rest = read.value; rest.length > 0; ) {
      const part = rest.subarray(0, pieceBytes - filled);
      piece.set(part, filled);
      filled += part.length;
      rest = rest.subarray(part.length);
      if (filled < pieceBytes) continue;
      yield piece;
      piece = Buffer.alloc(pieceBytes);
      filled = 0;
    }
  }
  if (filled > 0) yield piece.subarray(0, filled);
}
