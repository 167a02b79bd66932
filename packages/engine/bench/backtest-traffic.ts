/** Daily spend of one made-up wallet: a list of days, in micros. */
export interface Traffic {
  readonly name: string
  days(random: () => number, count: number): readonly number[]
}

const DAY = 100_000_000

/** Monday first: business that rests at the weekend. */
const OFFICE = [1.25, 1.3, 1.25, 1.2, 1.1, 0.55, 0.35]
/** Shops that send at the weekend. */
const SHOP = [0.6, 0.6, 0.7, 0.9, 1.5, 1.7, 1]

/** About normal, mean 0, deviation 1: the sum of twelve. */
function normal(random: () => number): number {
  let total = -6
  for (let draw = 0; draw < 12; draw++) total += random()
  return total
}

/** A factor around 1 that scatters by about `spread`. */
function noise(random: () => number, spread: number): number {
  return Math.exp(normal(random) * spread - (spread * spread) / 2)
}

function daily(of: (day: number, random: () => number) => number): Traffic["days"] {
  return (random, count) => Array.from({ length: count }, (_, day) => Math.round(of(day, random)))
}

function weekly(
  shape: readonly number[],
  spread: number,
  level: (day: number) => number = () => 1,
): Traffic["days"] {
  return daily((day, random) => DAY * level(day) * shape[day % 7]! * noise(random, spread))
}

/** What wallets do, regular and not. */
export const TRAFFICS: readonly Traffic[] = [
  { name: "even, little noise", days: weekly([1, 1, 1, 1, 1, 1, 1], 0.1) },
  { name: "office week", days: weekly(OFFICE, 0.15) },
  { name: "shop week, noisy", days: weekly(SHOP, 0.4) },
  { name: "office week, growing 5 % a week", days: weekly(OFFICE, 0.15, (day) => 1.05 ** (day / 7)) },
  { name: "office week, shrinking 5 % a week", days: weekly(OFFICE, 0.15, (day) => 0.95 ** (day / 7)) },
  { name: "office week, doubled at once", days: weekly(OFFICE, 0.15, (day) => (day < 120 ? 1 : 2)) },
  {
    name: "office week and a campaign in 10 days",
    days: daily((day, random) => {
      const campaign = random() < 0.1 ? DAY * (4 + 8 * random()) : 0
      return DAY * OFFICE[day % 7]! * noise(random, 0.2) + campaign
    }),
  },
  {
    name: "campaigns alone, two a month",
    days: daily((_, random) => (random() < 2 / 30 ? DAY * (5 + 20 * random()) : 0)),
  },
  {
    name: "a newsletter every Tuesday",
    days: daily((day, random) => (day % 7 === 1 && random() > 0.05 ? DAY * 7 * noise(random, 0.3) : 0)),
  },
  {
    name: "sporadic, one day in four",
    days: daily((_, random) => (random() < 0.25 ? DAY * noise(random, 1) : 0)),
  },
  {
    name: "bursts of some days, silence between",
    days: (random, count) => {
      let isOn = false
      return Array.from({ length: count }, () => {
        if (random() < (isOn ? 0.3 : 0.07)) isOn = !isOn
        return isOn ? Math.round(DAY * 3 * noise(random, 0.6)) : 0
      })
    },
  },
]
