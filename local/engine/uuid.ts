import type { Random } from "./random";

const hexByte = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

/** A version 4 UUID drawn from the seeded generator, so that a replay names things the same. */
export function uuid(random: Random): string {
  const a = random.int(0x1_0000_0000);
  const b = random.int(0x1_0000_0000);
  const c = random.int(0x1_0000_0000);
  const d = random.int(0x1_0000_0000);
  const version = 0x40 | ((b >>> 8) & 0x0f);
  const variant = 0x80 | ((c >>> 24) & 0x3f);
  return `${word(a)}-${hexByte[b >>> 24]}${hexByte[(b >>> 16) & 0xff]}-${hexByte[version]}${
    hexByte[b & 0xff]
  }-${hexByte[variant]}${hexByte[(c >>> 16) & 0xff]}-${hexByte[(c >>> 8) & 0xff]}${
    hexByte[c & 0xff]
  }${word(d)}`;
}

function word(value: number): string {
  return `${hexByte[value >>> 24]}${hexByte[(value >>> 16) & 0xff]}${
    hexByte[(value >>> 8) & 0xff]
  }${hexByte[value & 0xff]}`;
}
