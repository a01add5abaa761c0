// A small XLSX workbook, so that a test says what is in its cells and in how many sheets.
import { crc32 } from 'node:zlib';

/** A packed file of parts that are not compressed. */
function packed(parts) {
  const bodies = [];
  const entries = [];
  let at = 0;
  for (const [name, text] of parts) {
    const path = Buffer.from(name);
    const body = Buffer.from(text);
    const facts = Buffer.alloc(26);
    facts.writeUInt16LE(20, 0);
    facts.writeUInt32LE(crc32(body), 10);
    facts.writeUInt32LE(body.length, 14);
    facts.writeUInt32LE(body.length, 18);
    facts.writeUInt16LE(path.length, 22);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(at, 10);
    bodies.push(Buffer.from('PK\x03\x04'), facts, path, body);
    entries.push(Buffer.from('PK\x01\x02\x14\0'), facts, place, path);
    at += 4 + facts.length + path.length + body.length;
  }
  const contents = Buffer.concat(entries);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(parts.length, 4);
  end.writeUInt16LE(parts.length, 6);
  end.writeUInt32LE(contents.length, 8);
  end.writeUInt32LE(at, 12);
  return Buffer.concat([...bodies, contents, Buffer.from('PK\x05\x06'), end]);
}

const escaped = (text) => String(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;');

const cell = (value) =>
  value === null ? '<c/>' : typeof value === 'number' ? `<c><v>${value}</v></c>` : `<c t="inlineStr"><is><t>${escaped(value)}</t></is></c>`;

/** A workbook file for an upload: sheets by name, each with rows of cells; `hidden` names those not shown. */
export function workbook(name, sheets, hidden = []) {
  const names = Object.keys(sheets);
  const kind = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
  const relations = (list) =>
    `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${list
      .map(([type, target], index) => `<Relationship Id="r${index}" Type="${kind}/${type}" Target="${target}"/>`)
      .join('')}</Relationships>`;
  const listed = names.map(
    (sheet, index) => `<sheet name="${escaped(sheet)}" sheetId="${index + 1}" ${hidden.includes(sheet) ? 'state="hidden"' : ''} r:id="r${index}"/>`,
  );
  const parts = [
    ['_rels/.rels', relations([['officeDocument', 'xl/workbook.xml']])],
    ['xl/workbook.xml', `<workbook xmlns:r="${kind}"><sheets>${listed.join('')}</sheets></workbook>`],
    ['xl/_rels/workbook.xml.rels', relations(names.map((_, index) => ['worksheet', `worksheets/sheet${index}.xml`]))],
    ...names.map((sheet, index) => [
      `xl/worksheets/sheet${index}.xml`,
      `<worksheet><sheetData>${sheets[sheet].map((row) => `<row>${row.map(cell).join('')}</row>`).join('')}</sheetData></worksheet>`,
    ]),
  ];
  const mimeType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
  return { name, mimeType, buffer: packed(parts) };
}
