/** The parts of a protobuf message that are strings, maps and messages, by the number of their field. */
export type Fields = ReadonlyMap<number, readonly Buffer[]>;

/** Reads a message one level deep (protobuf.dev, "Encoding"). Throws when it is none. */
export function readFields(message: Buffer): Fields {
  const fields = new Map<number, Buffer[]>();
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = message.readUInt8(at++);
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
    }
  };
  const skip = (bytes: number): Buffer => {
    if (at + bytes > message.length) throw new RangeError('a field longer than its message');
    return message.subarray(at, (at += bytes));
  };
  while (at < message.length) {
    const key = varint();
    const field = Math.floor(key / 8);
    switch (key % 8) {
      case 0:
        varint();
        break;
      case 1:
        skip(8);
        break;
      case 2:
        fields.set(field, [...(fields.get(field) ?? []), skip(varint())]);
        break;
      case 5:
        skip(4);
        break;
      default:
        throw new RangeError(`wire type ${key % 8}`);
    }
  }
  return fields;
}

/** A field that is a string; '' when it is not there. */
export function readString(fields: Fields, field: number): string {
  return fields.get(field)?.at(-1)?.toString() ?? '';
}

/** A field that is a `map<string, string>`. */
export function readMap(fields: Fields, field: number): ReadonlyMap<string, string> {
  return new Map(
    (fields.get(field) ?? []).map((entry) => {
      const pair = readFields(entry);
      return [readString(pair, 1), readString(pair, 2)];
    }),
  );
}
