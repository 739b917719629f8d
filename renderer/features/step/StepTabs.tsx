import { Tabs } from '@mantine/core';
import { useState } from 'react';
import type { StepDetail } from '../../../contract/step-detail.ts';
import { AttemptsTab } from './AttemptsTab.tsx';
import { EvidenceTab } from './EvidenceTab.tsx';
import { PlanTab } from './PlanTab.tsx';
import { TargetsTab } from './TargetsTab.tsx';
import { WorkTab } from './WorkTab.tsx';

/** The rest of what is known, the part that matters for this kind of step first. */
export function StepTabs({ detail }: { readonly detail: StepDetail }) {
  const [tab, setTab] = useState<string | null>(null);
  const hasTargets = detail.targets.length > 0;
  const evidence = detail.evidence.length;
  const demanded = detail.evidenceDemands.length;
  return (
    <Tabs value={tab ?? (hasTargets ? 'targets' : 'work')} onChange={setTab} className="step-tabs" keepMounted={false}>
      <Tabs.List>
        {hasTargets && <Tabs.Tab value="targets">Targets {detail.targets.length}</Tabs.Tab>}
        <Tabs.Tab value="work">Work</Tabs.Tab>
        {hasTargets && <Tabs.Tab value="attempts">Attempts {detail.attempts.length}</Tabs.Tab>}
        <Tabs.Tab value="evidence">Evidence {demanded > evidence ? `${evidence} of ${demanded}` : evidence}</Tabs.Tab>
        <Tabs.Tab value="plan">Plan</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="targets" className="tab-panel tab-targets">
        <TargetsTab detail={detail} />
      </Tabs.Panel>
      <Tabs.Panel value="work" className="tab-panel" tabIndex={0}>
        <WorkTab detail={detail} />
      </Tabs.Panel>
      <Tabs.Panel value="attempts" className="tab-panel" tabIndex={0}>
        <AttemptsTab detail={detail} />
      </Tabs.Panel>
      <Tabs.Panel value="evidence" className="tab-panel" tabIndex={0}>
        <EvidenceTab detail={detail} />
      </Tabs.Panel>
      <Tabs.Panel value="plan" className="tab-panel" tabIndex={0}>
        <PlanTab detail={detail} />
      </Tabs.Panel>
    </Tabs>
  );
}
