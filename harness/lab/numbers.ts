/** Whole numbers of 32 bits, as many as come: a million of them take four megabytes. Those that never came are 0. */
export class Numbers {
  length = 0;
  #data = new Int32Array(1_024);

  push(value: number): void {
    if (this.length === this.#data.length) {
      const larger = new Int32Array(this.#data.length * 2);
      larger.set(this.#data);
      this.#data = larger;
    }
    this.#data[this.length] = value;
    this.length += 1;
  }

  at(index: number): number {
    return this.#data[index] ?? 0;
  }

  set(index: number, value: number): void {
    this.#data[index] = value;
  }

  add(index: number, by: number): void {
    this.set(index, this.at(index) + by);
  }

  clear(): void {
    this.length = 0;
  }

  /** A copy in ascending order. */
  sorted(): Int32Array {
    return this.#data.slice(0, this.length).sort();
  }
}

/** Numbers that leave in the order in which they came: a ring that grows. */
export class Fifo {
  #data = new Int32Array(1_024);
  #first = 0;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    if (this.#length === this.#data.length) this.#grow();
    this.#data[(this.#first + this.#length) & (this.#data.length - 1)] = value;
    this.#length += 1;
  }

  shift(): number | undefined {
    if (this.#length === 0) return undefined;
    const value = this.#data[this.#first];
    this.#first = (this.#first + 1) & (this.#data.length - 1);
    this.#length -= 1;
    return value;
  }

  #grow(): void {
    const larger = new Int32Array(this.#data.length * 2);
    larger.set(this.#data.subarray(this.#first));
    larger.set(this.#data.subarray(0, this.#first), this.#data.length - this.#first);
    this.#data = larger;
    this.#first = 0;
  }
}
