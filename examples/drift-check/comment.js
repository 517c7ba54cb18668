/**
 * Puts a file as a comment on the pull request (GitHub) or merge request (GitLab) of this pipeline, or replaces the comment
 * that an earlier run has put there. It needs Node.js 20 and nothing else.
 *
 *   node comment.js FILE
 *
 * On GitHub it takes GITHUB_TOKEN and PULL_REQUEST (the number) from the environment, on GitLab GITLAB_TOKEN.
 */
"use strict";
const { readFileSync } = require("node:fs");

/** The first line of the comment, which browsers do not show. The next run finds the comment by it. */
const MARK = "<!-- pulumi-swr drift-check -->";
/** GitHub refuses more than 65,536 characters. */
const MOST = 60_000;
const PAGE = 100;

const { env } = process;

function needed(name) {
  if (env[name]) return env[name];
  throw new Error(`${name} is not set: the comment needs it`);
}

/** Where comments are, and which of them the pipeline may replace. */
const SITES = {
  github: () => ({
    comments: `${needed("GITHUB_API_URL")}/repos/${needed("GITHUB_REPOSITORY")}/issues/${needed("PULL_REQUEST")}/comments`,
    comment: (id) => `${needed("GITHUB_API_URL")}/repos/${needed("GITHUB_REPOSITORY")}/issues/comments/${id}`,
    replaces: "PATCH",
    headers: {
      authorization: `Bearer ${needed("GITHUB_TOKEN")}`,
      accept: "application/vnd.github+json",
      "x-github-api-version": "2022-11-28",
    },
    // Anybody can write the mark into a comment, so the author counts, too.
    isOwn: ({ user }) => user?.login === "github-actions[bot]",
  }),
  gitlab: async () => {
    const project = `${needed("CI_API_V4_URL")}/projects/${needed("CI_PROJECT_ID")}`;
    const notes = `${project}/merge_requests/${needed("CI_MERGE_REQUEST_IID")}/notes`;
    const headers = { "private-token": needed("GITLAB_TOKEN") };
    const me = await ask("GET", `${needed("CI_API_V4_URL")}/user`, headers);
    return {
      comments: notes,
      comment: (id) => `${notes}/${id}`,
      replaces: "PUT",
      headers,
      isOwn: ({ author }) => author?.id === me.id,
    };
  },
};

/** Sends one request and returns its answer. An error names the request, and never the token. */
async function ask(method, url, headers, body) {
  const answer = await fetch(url, {
    method,
    headers: { ...headers, "content-type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${method} ${url} answered ${answer.status}`);
  return answer.json();
}

/** The comment of an earlier run; undefined where there is none. */
async function earlier({ comments, headers, isOwn }) {
  for (let page = 1; ; page++) {
    const found = await ask("GET", `${comments}?per_page=${PAGE}&page=${page}`, headers);
    const own = found.find((it) => it.body.startsWith(MARK) && isOwn(it));
    if (own !== undefined || found.length < PAGE) return own;
  }
}

function textOf(file) {
  const text = readFileSync(file, "utf8");
  if (text.length <= MOST) return `${MARK}\n${text}`;
  const whole = text.slice(0, text.lastIndexOf("\n", MOST));
  return `${MARK}\n${whole}\n\nCut here: the whole report is among the artifacts of this run.\n`;
}

async function main([file]) {
  if (file === undefined) throw new Error("usage: node comment.js FILE");
  const site = await (env.GITLAB_CI ? SITES.gitlab() : SITES.github());
  const body = { body: textOf(file) };
  const own = await earlier(site);
  if (own === undefined) await ask("POST", site.comments, site.headers, body);
  else await ask(site.replaces, site.comment(own.id), site.headers, body);
}

main(process.argv.slice(2)).catch((thrown) => {
  process.stderr.write(`comment.js: ${thrown.message}\n`);
  process.exitCode = 1;
});
