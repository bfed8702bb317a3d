// The user's jobs as the server knows them: one poll for the whole page, quick while something runs, silent otherwise.
import { address, getJson } from "../lib/http";

export interface Job {
  id: number;
  kind: string;
  title: string;
  state: "waiting" | "running" | "done" | "failed" | "cancelled" | "interrupted";
  isOver: boolean;
  done: number;
  total: number;
  message: string;
  error: string | null;
  remainingSeconds: number | null;
  /** What `offerUndo` takes. */
  change: number | null;
  createdAt: string;
  finishedAt: string | null;
  result: Record<string, unknown>;
}

export interface Follower {
  done(job: Job): void;
  failed(job: Job): void;
}

type Listener = (jobs: readonly Job[]) => void;

const SOON = 400;
const WHILE_RUNNING = 2000;
const listeners: Listener[] = [];
const followers = new Map<number, Follower>();
let timer = 0;
let jobs: readonly Job[] = [];

/** Calls back with every list of jobs that is read from now on, and with the present one. */
export function onJobs(listener: Listener): void {
  listeners.push(listener);
  listener(jobs);
}

/** Says how a job of this page ends; leaving the page forgets the follower, not the job. */
export function follow(job: Job, follower: Follower): void {
  if (job.isOver) return tell(job, follower);
  followers.set(job.id, follower);
  jobs = [job, ...jobs.filter((other) => other.id !== job.id)];
  publish();
  later(SOON);
}

export async function readJobs(): Promise<void> {
  clearTimeout(timer);
  try {
    jobs = (await getJson<{ jobs: Job[] }>(address("/webclient/jobs/"))).jobs;
  } catch {
    return later(WHILE_RUNNING * 5);
  }
  publish();
  if (jobs.some((job) => !job.isOver)) later(document.hidden ? WHILE_RUNNING * 5 : WHILE_RUNNING);
}

function publish(): void {
  for (const job of jobs) {
    const follower = followers.get(job.id);
    if (!follower || !job.isOver) continue;
    followers.delete(job.id);
    tell(job, follower);
  }
  for (const listener of listeners) listener(jobs);
}

function tell(job: Job, follower: Follower): void {
  if (job.state === "done") follower.done(job);
  else follower.failed(job);
}

function later(milliseconds: number): void {
  clearTimeout(timer);
  timer = window.setTimeout(() => void readJobs(), milliseconds);
}
