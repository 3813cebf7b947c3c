// @style A pure function from state and event to state.
import { Shed, type Importance, type LoadShedder, type ShedderPorts } from "eventlings";

interface State {
  readonly pending: number;
  readonly refused: Readonly<Record<Importance, boolean>>;
}

type Happened = "came in" | "ended";

const EMPTY: State = { pending: 0, refused: { critical: false, normal: false, optional: false } };

const next = (marks: ShedderPorts["marks"], state: State, happened: Happened): State => {
  const pending = state.pending + (happened === "came in" ? 1 : -1);
  const isRefused = (importance: Importance): boolean => {
    const { high, low } = marks[importance];
    return pending >= high || (state.refused[importance] && pending >= low);
  };
  return {
    pending,
    refused: { critical: isRefused("critical"), normal: isRefused("normal"), optional: isRefused("optional") },
  };
};

export function createLoadShedder({ marks }: ShedderPorts): LoadShedder {
  let state = EMPTY;
  const happen = (happened: Happened): void => {
    state = next(marks, state, happened);
  };
  return {
    async run(arrival, work) {
      const { kind, importance } = arrival;
      switch (kind) {
        case "event":
          break;
        case "request":
          if (state.refused[importance]) throw new Shed(arrival);
      }
      happen("came in");
      const answer = (async () => work())();
      const ended = (): void => happen("ended");
      await answer.then(ended, ended);
      return answer;
    },
  };
}
