import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openCountyStore } from '../../../../app/county/open.ts';
import { codeKey, codeLookup, normaliseCode, terminalProof } from '../../../../shared/protocol/enrolment.ts';
import { HEADER, signRequest, verifyAnswer } from '../../../../shared/protocol/envelope.ts';
import { enrolAnswerSchema, PROTOCOL_BASE } from '../../../../shared/protocol/messages.ts';
import { nodeCrypto } from '../../../../shared/protocol/node-crypto.ts';
import { GENESIS, signRecord } from '../../../../shared/records/envelope.ts';
import type { Serving } from '../support/command.ts';
import { county, serving } from '../support/command.ts';
import { personRow, syntheticId } from '../support/county.ts';
import { certificateNo, evidenceOf } from '../support/terminal.ts';

let directory: string;
let db: string;
let service: Serving | undefined;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'songbai-serve-'));
  db = `sqlite:${join(directory, 'county.db')}`;
});
afterEach(async () => {
  await service?.stop();
  service = undefined;
  rmSync(directory, { recursive: true, force: true });
});

const { signer } = nodeCrypto.generateKey();

/** A signed POST over a real socket. */
async function post(url: string, path: string, terminal: string, body: object, countyKey?: string) {
  const bytes = Buffer.from(JSON.stringify(body));
  const facts = {
    method: 'POST' as const,
    path: PROTOCOL_BASE + path,
    terminal,
    time: Date.now(),
    nonce: Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('hex'),
    body: bytes,
  };
  const answer = await fetch(url + facts.path, {
    method: 'POST',
    body: bytes,
    headers: {
      'content-type': 'application/json',
      [HEADER.terminal]: terminal,
      [HEADER.time]: String(facts.time),
      [HEADER.nonce]: facts.nonce,
      [HEADER.signature]: signRequest(nodeCrypto, signer, facts),
    },
  });
  const text = await answer.text();
  const json = JSON.parse(text) as { countyKey?: string };
  const genuine = verifyAnswer(
    nodeCrypto,
    countyKey ?? json.countyKey ?? '',
    {
      status: answer.status,
      time: Number(answer.headers.get(HEADER.time)),
      nonce: facts.nonce,
      body: Buffer.from(text),
    },
    answer.headers.get(HEADER.signature) ?? '',
  );
  return { status: answer.status, json: json as unknown, genuine };
}

async function addPerson(): Promise<string> {
  const store = await openCountyStore(db);
  const idNumber = syntheticId(1);
  await store.db
    .insertInto('persons')
    .values(personRow(store, idNumber, 'receiving'))
    .execute();
  await store.close();
  return idNumber;
}

describe('serve', () => {
  it('takes a certification from enrolment to export, and an officer decides beside it', async () => {
    const idNumber = await addPerson();
    service = await serving('--db', db, '--port', '0', '--demo');
    const { url } = service;
    const code = normaliseCode((await county('enrol-terminal', '--name', '一号机', '--db', db)).stdout) ?? '';
    const enrolled = await post(url, '/enrol', '-', {
      lookup: codeLookup(nodeCrypto, code),
      publicKey: signer.publicKey,
      proof: terminalProof(nodeCrypto, codeKey(nodeCrypto, code), signer.publicKey),
      terminalName: '一号机',
      software: 'test',
    });
    expect(enrolled).toMatchObject({ status: 200, genuine: true });
    const { terminal, terminalNumber, countyKey } = enrolAnswerSchema.parse(enrolled.json);
    const today = Date.now();
    const number = (sequence: number) => certificateNo(terminalNumber, sequence, today);

    const record = (sequence: number, method: 'face' | 'witness') =>
      signRecord(nodeCrypto, signer, {
        terminal,
        epoch: 'a'.repeat(16),
        sequence,
        previous: GENESIS,
        occurredAt: today,
        clock: { quality: 'trusted', offsetMs: 0 },
        demo: true,
        body: {
          kind: 'certification',
          certificateNo: number(sequence),
          idNumber,
          name: '松明',
          source: 'id-card',
          method,
          validThrough: '2027-10',
          ...evidenceOf(method),
        },
      });
    const answer = await post(
      url,
      '/records',
      terminal,
      { records: [record(1, 'face'), record(2, 'witness')] },
      countyKey,
    );
    expect(answer).toMatchObject({
      status: 200,
      genuine: true,
      json: {
        answers: [{ outcome: { decision: 'accepted' } }, { outcome: { decision: 'submitted' } }],
      },
    });

    const list = await county('review', 'list', '--db', db);
    expect(list.stdout).toMatch(
      new RegExp(`^${number(2)}\twitness\t.*\tthe witness is not on the roster\n$`),
    );
    expect(list.stdout).not.toContain(idNumber);
    const accept = ['review', 'accept', number(2), '--operator', '王办', '--reason', '核实', '--db', db];
    expect((await county(...accept)).stdout).toMatch(
      new RegExp(`^accepted ${number(2)}, 有效期至 \\d{4}年\\d{1,2}月\n$`),
    );
    const again = await county(...accept);
    expect(again).toMatchObject({ code: 1, stdout: '' });
    expect(again.stderr).toContain('was accepted by 王办 already');

    const exported = (await county('export', 'certifications', '--db', db)).stdout.trimEnd().split('\n');
    expect(exported).toHaveLength(3);
    expect(exported[1]).toContain(`${number(1)},${idNumber},松明,face,accepted,true,一号机,`);

    expect((await county('revoke-terminal', '一号机', '--db', db)).stdout).toBe('revoked 一号机\n');
    const refused = await post(url, '/records', terminal, { records: [record(3, 'face')] }, countyKey);
    expect(refused).toMatchObject({ status: 403, genuine: true, json: { error: 'revoked' } });
  });

  it('ends with 0 on SIGTERM, with idle connections open', async () => {
    const running = await serving('--db', db, '--port', '0');
    const health = await fetch(`${running.url}/health`);
    expect(await health.json()).toEqual({ status: 'ok', county: '990101' });
    expect(await running.stop()).toBe(0);
  });

  it('answers a page at its address that says what runs there, and of people nothing', async () => {
    await addPerson();
    service = await serving('--db', db, '--port', '0', '--demo');
    const page = await fetch(service.url);
    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'none'/);
    const text = await page.text();
    expect(text).toContain('松柏县级服务正在运行');
    expect(text).toContain('The county service of Songbai is running');
    expect(text).toContain('990101');
    expect(text).toContain('演示');
    expect(text).not.toMatch(/\d{17}[\dX]|<script/);
    for (const [, path = ''] of text.matchAll(/href="([^"]+)"/g))
      expect((await fetch(service.url + path)).status).toBe(200);
  });

  it('says which port is taken', async () => {
    service = await serving('--db', db, '--port', '0');
    const port = new URL(service.url).port;
    const ended = await county('serve', '--db', `${db}2`, '--port', port);
    expect(ended.code).toBe(2);
    expect(ended.stderr).toContain(
      `127.0.0.1:${port} is taken by node county.ts (pid ${service.child.pid}); `,
    );
    expect(ended.stderr).toContain('choose another --port');
  });

  it('outlives bytes that are no HTTP', async () => {
    service = await serving('--db', db, '--port', '0');
    const port = Number(new URL(service.url).port);
    await new Promise<void>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => socket.end(Buffer.from([0x16, 3, 1, 0, 0xff, 0xff])));
      socket.on('close', () => resolve());
      socket.on('error', () => resolve());
      socket.resume();
    });
    expect((await fetch(`${service.url}/health`)).status).toBe(200);
  });
});
