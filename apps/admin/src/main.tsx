import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import 'antd/dist/reset.css';
import { Admin } from './app';
import { asLanguage, startI18n } from './i18n/i18n';
import { languageChoice, paintFirst } from './shared/preferences';
import { giveStylesTheNonce } from './shared/style-nonce';

giveStylesTheNonce();
paintFirst();
const language = languageChoice.get() ?? asLanguage(null);
document.documentElement.lang = language;
await startI18n(language);

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <Admin />
  </StrictMode>,
);
