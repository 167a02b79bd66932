import { expect, test } from "vitest"
import {
  createGroupCommit,
  GROUP_COMMANDS_MAX,
  GROUP_WORK_MS_MAX,
  type GroupCommit,
  type Work,
} from "./group-commit.ts"
import { StoreUnavailableError } from "./store-unavailable.ts"

/** A host in memory whose clock and event loop go on by hand; a group writes to a list, all of it or nothing. */
function makeHost() {
  const tasks: (() => void)[] = []
  const committed: string[][] = []
  const host = { clock: 0, failBegin: false, failCommit: false }
  const group: GroupCommit<string[]> = createGroupCommit<string[]>({
    commit: (body) => {
      if (host.failBegin) throw new Error("locked")
      const rows: string[] = []
      body(rows)
      if (host.failCommit) throw new Error("disk full")
      committed.push(rows)
    },
    schedule: (task) => tasks.push(task),
    now: () => host.clock,
  })
  const writing =
    (row: string, tookMs = 0) =>
    (rows: string[]): Work<string> => {
      rows.push(row)
      host.clock += tookMs
      return { ok: true, value: row }
    }
  const runTask = (): void => tasks.shift()?.()
  return { host, group, committed, tasks, writing, runTask }
}

test("[STORE-10] commands that wait share one commit, in order of arrival, and are answered after it", async () => {
  const { group, committed, tasks, writing, runTask } = makeHost()
  const answers = Promise.all(["a", "b", "c"].map((row) => group.submit(writing(row))))
  expect(committed).toEqual([])
  expect(tasks).toHaveLength(1)
  runTask()
  expect(committed).toEqual([["a", "b", "c"]])
  expect(await answers).toEqual(["a", "b", "c"])
  expect(tasks).toHaveLength(0)
})

test("[STORE-10] a group is closed after GROUP_WORK_MS_MAX of its work, and the rest is the next one", () => {
  const { group, committed, writing, runTask } = makeHost()
  void group.submit(writing("a", GROUP_WORK_MS_MAX - 1))
  void group.submit(writing("b", 1))
  void group.submit(writing("c"))
  runTask()
  expect(committed).toEqual([["a", "b"]])
  runTask()
  expect(committed).toEqual([["a", "b"], ["c"]])
})

test("[STORE-10] a group takes at most GROUP_COMMANDS_MAX", () => {
  const { group, committed, writing, runTask } = makeHost()
  for (let index = 0; index <= GROUP_COMMANDS_MAX; index += 1) void group.submit(writing(String(index)))
  runTask()
  runTask()
  expect(committed.map((rows) => rows.length)).toEqual([GROUP_COMMANDS_MAX, 1])
})

test("[STORE-11] a command's own error is its own", async () => {
  const { group, committed, writing, runTask } = makeHost()
  const bug = new Error("a bug")
  const results = Promise.allSettled([
    group.submit(writing("a")),
    group.submit(() => ({ ok: false, error: bug })),
    group.submit(writing("b")),
  ])
  runTask()
  expect(await results).toEqual([
    { status: "fulfilled", value: "a" },
    { status: "rejected", reason: bug },
    { status: "fulfilled", value: "b" },
  ])
  expect(committed).toEqual([["a", "b"]])
})

test("[STORE-12] a command that fails in the store takes its group with it, and nobody else", async () => {
  const { group, committed, writing, runTask } = makeHost()
  const failing = (): Work<string> => {
    throw new Error("constraint")
  }
  const lost = Promise.allSettled([group.submit(writing("a")), group.submit(failing)])
  const after = group.submit(writing("b"))
  runTask()
  for (const result of await lost) {
    expect(result).toMatchObject({ status: "rejected", reason: expect.any(StoreUnavailableError) })
  }
  runTask()
  expect(await after).toBe("b")
  expect(committed).toEqual([["b"]])
})

test("[STORE-12] a commit that fails rejects all of its commands, and the next group is tried", async () => {
  const { host, group, committed, writing, runTask } = makeHost()
  const lost = Promise.allSettled([group.submit(writing("a")), group.submit(writing("b"))])
  host.failCommit = true
  runTask()
  expect((await lost).map((result) => result.status)).toEqual(["rejected", "rejected"])
  host.failCommit = false
  const after = group.submit(writing("c"))
  runTask()
  expect(await after).toBe("c")
  expect(committed).toEqual([["c"]])
})

test("[STORE-12] when no transaction can begin, all that wait are told at once", async () => {
  const { host, group, writing, runTask, tasks } = makeHost()
  const lost = Promise.allSettled([group.submit(writing("a")), group.submit(writing("b"))])
  host.failBegin = true
  runTask()
  expect((await lost).map((result) => result.status)).toEqual(["rejected", "rejected"])
  expect(tasks).toHaveLength(0)
})

test("[STORE-10] closing commits what waits and takes no more", async () => {
  const { group, committed, writing, runTask } = makeHost()
  const last = group.submit(writing("a"))
  group.close()
  expect(await last).toBe("a")
  await expect(group.submit(writing("b"))).rejects.toBeInstanceOf(StoreUnavailableError)
  runTask()
  expect(committed).toEqual([["a"]])
})
