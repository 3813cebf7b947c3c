// @belief Crypto-shredding: delete the key, and the person is forgotten.
// @breaks nothing-left, crash-anywhere, done-means-done, nothing-comes-back, again-and-at-once
// @section what-the-key-does-not-protect
import { type ForgetPorts, type Forgetting } from "eventlings";

export function createForgetting({ keys }: ForgetPorts): Forgetting {
  return {
    async forget(person) {
      await keys.delete(person);
    },
  };
}
