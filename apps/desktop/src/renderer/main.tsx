import '@synergycall/ui/styles.css';
import './styles/frame.css';
import './styles/screens.css';
import './styles/apply.css';
import './styles/history.css';
import './styles/did.css';
import './styles/mail.css';
import './styles/trunk.css';
import './styles/callflow.css';
import './styles/features.css';
import './styles/menu.css';
import './styles/policy.css';
import './styles/spending.css';
import './styles/emergency.css';
import { AppProviders } from '@synergycall/ui';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';

const root = document.getElementById('root');
if (root)
  createRoot(root).render(
    <StrictMode>
      <AppProviders density="desktop">
        <App />
      </AppProviders>
    </StrictMode>,
  );
