import type { LabModules } from "../modules.ts";
import { hasCode, type Protect } from "./protecting.ts";

/** Guards the calls of the dependency: while it is slow, nobody waits for it. */
export const breaker: Protect<LabModules["breaker"]> = (module, { settings, time, version }) => {
  const circuit = module.createCircuitBreaker({
    clock: time,
    timers: time,
    options: {
      window: 2_000,
      minimumCalls: 20,
      failureRate: 0.5,
      openFor: 5_000,
      probes: 3,
      callTimeout: settings.timeout / 2,
      isFailure: () => true,
    },
  });
  return {
    async dependency(_attempt, takes) {
      let calls = 0;
      let isDone = false;
      const call = async (): Promise<void> => {
        calls += 1;
        if (calls > 1) version.complain("called the dependency twice for one call.");
        await time.sleep(takes);
        isDone = true;
      };
      try {
        await circuit.execute(call);
        if (!isDone) version.complain("gave a value before the dependency had answered.");
        return true;
      } catch (error) {
        if (!hasCode(error, "BREAKER_OPEN") && !hasCode(error, "CALL_TIMEOUT")) version.fail(error);
        return false;
      }
    },
  };
};
