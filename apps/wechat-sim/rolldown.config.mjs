import { nodeApp } from '../../rolldown.node.mjs';

export default nodeApp(import.meta.dirname);
