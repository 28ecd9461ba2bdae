import { describe, expect, it } from 'vitest';
import { layOutJson } from './json-text';

const laidOut = (source: string) =>
  layOutJson(source)
    ?.map(({ text }) => text)
    .join('');

describe('layOutJson', () => {
  it('keeps ids that a number cannot hold', () => {
    expect(laidOut('{"order_id":3705115058471208928,"a":[1,2.50,-3e4],"b":{},"c":[]}')).toBe(
      '{\n  "order_id": 3705115058471208928,\n  "a": [\n    1,\n    2.50,\n    -3e4\n  ],\n  "b": {},\n  "c": []\n}',
    );
  });
  it('is not led astray by brackets and quotes inside of text', () => {
    expect(laidOut('{"a":"x\\"}{,","b":null}')).toBe('{\n  "a": "x\\"}{,",\n  "b": null\n}');
  });
  it('gives the same when laid out twice', () => {
    const once = laidOut('{"a":{"b":[{"c":true}]}}');
    expect(laidOut(once!)).toBe(once);
  });
  it('leaves what is not JSON alone', () => {
    expect(layOutJson('<xml><a>1</a></xml>')).toBeUndefined();
    expect(layOutJson('{"a":')).toBeDefined();
    expect(layOutJson('{a: 1}')).toBeUndefined();
  });
  it('tells keys from values', () => {
    expect(layOutJson('{"a":"b"}')?.map(({ kind }) => kind)).toEqual([
      'mark',
      'space',
      'key',
      'mark',
      'text',
      'space',
      'mark',
    ]);
  });
});
