import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ConnectionError } from "../../../provider/errors";
import { type Emulator, startEmulator } from "../../../sandbox/emulator";
import { PLACE } from "../../support/stack";
import { clientOf, PROJECT } from "../support/client";
import { deadAddress, failureOf, serve, stopServers } from "../support/server";
import { certificateFor, type Pem, proxyTo, type Relay, tlsBefore } from "../support/tls";

type Environment = Record<string, string>;
const HOST = "swr.example.test";

describe("certificates and proxies", () => {
  let emulator: Emulator;
  let folder: string;
  let server: Pem;
  let client: Pem;
  const relays: Relay[] = [];
  const started = async (relay: Promise<Relay>): Promise<Relay> => {
    relays.push(await relay);
    return relay;
  };
  const saved = { ...process.env };
  before(async () => {
    emulator = await startEmulator();
    folder = mkdtempSync(join(tmpdir(), "swr-certificates-"));
    [server, client] = await Promise.all([certificateFor(HOST, "127.0.0.1"), certificateFor("client")]);
    writeFileSync(join(folder, "ca.pem"), server.cert);
  });
  after(async () => {
    await emulator.stop();
    rmSync(folder, { recursive: true });
  });
  beforeEach(() => {
    emulator.clearRequests();
  });
  afterEach(async () => {
    for (const name of Object.keys(process.env))
      if (!(name in saved)) Reflect.deleteProperty(process.env, name);
    Object.assign(process.env, saved);
    await Promise.all(relays.splice(0).map(({ stop }) => stop()));
    await stopServers();
  });

  const emulatorPort = (): number => Number(new URL(emulator.url).port);
  const read = (environment: Environment): Promise<unknown> =>
    clientOf(emulator, { ...PROJECT, ...environment }).access.read(PLACE);
  const arrived = (): number => emulator.requests().length;
  const overTls = async (more = {}): Promise<Relay> =>
    started(tlsBefore(emulatorPort(), { cert: server.cert, key: server.key, ...more }));
  /** An endpoint by a name that only the proxy can resolve. */
  const byName = (scheme: "http" | "https"): Environment => ({
    SWR_ENDPOINT: `${scheme}://${HOST}`,
    SWR_IAM_ENDPOINT: `${scheme}://${HOST}`,
    SWR_CA_CERTIFICATE: server.cert,
  });

  it("an authority that Node does not know is refused, whatever Node's own variables say", async () => {
    const { port } = await overTls();
    process.env["NODE_TLS_REJECT_UNAUTHORIZED"] = "0";
    const error = await failureOf(read({ SWR_ENDPOINT: `https://127.0.0.1:${String(port)}` }));
    assert.ok(error instanceof ConnectionError);
    assert.match(error.message, /the certificate is self-signed/);
    assert.equal(arrived(), 0);
  });

  for (const variable of ["SWR_CA_CERTIFICATE", "OS_CACERT"])
    it(`${variable}: its authority is trusted beside Node's own, given as a file or as text`, async () => {
      const { port } = await overTls();
      for (const value of [join(folder, "ca.pem"), server.cert])
        await read({ SWR_ENDPOINT: `https://127.0.0.1:${String(port)}`, [variable]: value });
      assert.equal(arrived(), 2);
    });

  it("a certificate for another host is refused", async () => {
    const other = await certificateFor("other.example.test");
    const { port } = await overTls(other);
    const environment = { SWR_ENDPOINT: `https://127.0.0.1:${String(port)}`, SWR_CA_CERTIFICATE: other.cert };
    assert.match((await failureOf(read(environment))).message, /the certificate is for another host/);
    assert.equal(arrived(), 0);
  });

  it("a client's certificate is shown where it is asked for", async () => {
    const { port } = await overTls({ requestCert: true, rejectUnauthorized: true, ca: client.cert });
    const environment = {
      SWR_ENDPOINT: `https://127.0.0.1:${String(port)}`,
      SWR_CA_CERTIFICATE: server.cert,
    };
    await assert.rejects(read({ ...environment, SWR_MAX_RETRIES: "0" }), ConnectionError);
    await read({ ...environment, SWR_CLIENT_CERTIFICATE: client.cert, SWR_CLIENT_KEY: client.key });
    assert.equal(arrived(), 1);
  });

  for (const variable of ["HTTPS_PROXY", "https_proxy"])
    it(`${variable}: a tunnel, with the certificate checked behind it`, async () => {
      const { port } = await overTls();
      const proxy = await started(proxyTo(port));
      process.env[variable] = `http://somebody:s3cr3t@127.0.0.1:${String(proxy.port)}`;
      await read(byName("https"));
      const authorization = `Basic ${Buffer.from("somebody:s3cr3t").toString("base64")}`;
      assert.deepEqual(proxy.seen, [`CONNECT ${HOST}:443 ${authorization}`]);
      process.env["NODE_TLS_REJECT_UNAUTHORIZED"] = "0";
      const error = await failureOf(read({ ...byName("https"), SWR_CA_CERTIFICATE: "" }));
      assert.match(error.message, /self-signed/);
      assert.equal(arrived(), 1);
    });

  it("HTTP_PROXY, where plain http is allowed", async () => {
    const proxy = await started(proxyTo(emulatorPort()));
    process.env["HTTP_PROXY"] = `http://127.0.0.1:${String(proxy.port)}`;
    await read({ ...byName("http"), SWR_ALLOW_PLAIN_HTTP: "true" });
    assert.deepEqual(proxy.seen, [`GET http://${HOST}/v2/manage/namespaces/team-a/repos/web$app/access`]);
  });

  it("requests to this machine never go through a proxy", async () => {
    const proxy = await started(proxyTo(emulatorPort()));
    process.env["HTTP_PROXY"] = `http://127.0.0.1:${String(proxy.port)}`;
    await read({});
    assert.deepEqual(proxy.seen, []);
  });

  it("a proxy that does not answer: no error shows its password", async () => {
    process.env["HTTPS_PROXY"] = (await deadAddress()).replace("://", "://somebody:pr0xy-secret@");
    const { message } = await failureOf(read(byName("https")));
    assert.doesNotMatch(message, /pr0xy-secret/);
    assert.equal(arrived(), 0);
  });

  for (const password of ["team", "alice", "production-readers"])
    it(`a proxy's password that is also part of names, ${password}: reads work`, async () => {
      emulator.reset();
      emulator.addUser({ id: "9".repeat(32), name: "all-production-readers" });
      emulator.grant({ ...PLACE, user: "all-production-readers", auth: 1 });
      emulator.grant({ ...PLACE, user: "alice", auth: 1 });
      const proxy = await started(proxyTo(emulatorPort()));
      process.env["HTTP_PROXY"] = `http://somebody:${password}@127.0.0.1:${String(proxy.port)}`;
      await read({ ...byName("http"), SWR_ALLOW_PLAIN_HTTP: "true" });
      assert.equal(arrived(), 1);
    });

  for (const password of ["pr0xy-secret", "pr0xy%zzsecret"])
    it(`a proxy without http:// that quotes its password, ${password}: no error shows it`, async () => {
      const { url } = await serve(({ headers }, response) => {
        const basic = headers["proxy-authorization"] ?? "";
        const clear = Buffer.from(basic.replace("Basic ", ""), "base64").toString();
        response.writeHead(403).end(JSON.stringify({ message: `sent: ${basic.slice(6)} or ${clear}` }));
      });
      process.env["HTTP_PROXY"] = url.replace("http://", `somebody:${password}@`);
      const { message } = await failureOf(read({ ...byName("http"), SWR_ALLOW_PLAIN_HTTP: "true" }));
      assert.match(message, /403 sent: \S*\[secret\]\S* or somebody:\[secret\]/);
    });
});
