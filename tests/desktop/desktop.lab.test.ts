import { agentUnderTest } from './agent.ts';
import { desktopStory } from './desktop-story.ts';

// With DESKTOP_AGENT_URL and DESKTOP_BOOTSTRAP_CODE it runs against that agent; else against the fake one.
desktopStory(agentUnderTest);
