import "./eventlings.cjs";
