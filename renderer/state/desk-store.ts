import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Client } from '../../contract/client.ts';
import { attachmentSlice } from './attachment-slice.ts';
import { chairSlice } from './chair-slice.ts';
import { checklistSlice } from './checklist-slice.ts';
import { commandSlice } from './command-slice.ts';
import { connectionSlice } from './connection-slice.ts';
import type { DeskState } from './desk-state.ts';
import { draftSlice } from './draft-slice.ts';
import { editSlice } from './edit-slice.ts';
import { environmentKeysSlice } from './environment-keys-slice.ts';
import { environmentSlice } from './environment-slice.ts';
import { environmentWorkSlice } from './environment-work-slice.ts';
import { faceSlice } from './face-slice.ts';
import { failureSlice } from './failure-slice.ts';
import { homeSlice } from './home-slice.ts';
import { identitySlice } from './identity-slice.ts';
import { intakeSlice } from './intake-slice.ts';
import { noticeSlice } from './notice-slice.ts';
import { outputSlice } from './output-slice.ts';
import { passSlice } from './pass-slice.ts';
import { previewSlice } from './preview-slice.ts';
import { probeSlice } from './probe-slice.ts';
import { questionSlice } from './question-slice.ts';
import { rehearsalSlice } from './rehearsal-slice.ts';
import { reportSlice } from './report-slice.ts';
import { routeSlice } from './route-slice.ts';
import { runSlice } from './run-slice.ts';
import { runbookSlice } from './runbook-slice.ts';
import { runsheetSlice } from './runsheet-slice.ts';
import { searchSlice } from './search-slice.ts';
import { secretSlice } from './secret-slice.ts';
import { sheetSlice } from './sheet-slice.ts';
import { soundSlice } from './sound-slice.ts';
import { startSlice } from './start-slice.ts';
import { stepSlice } from './step-slice.ts';
import { terminalSlice } from './terminal-slice.ts';
import type { SliceTools, Surroundings } from './tools.ts';
import { transferSlice } from './transfer-slice.ts';
import { vaultSlice } from './vault-slice.ts';

export type DeskStore = StoreApi<DeskState>;

export function createDeskStore(client: Client, surroundings: Surroundings): DeskStore {
  const store = createStore<DeskState>()((set, get) => {
    const tools: SliceTools = { client, surroundings, get, set };
    return {
      ...noticeSlice(tools),
      ...faceSlice(tools),
      ...identitySlice(tools),
      ...connectionSlice(tools),
      ...homeSlice(tools),
      ...runbookSlice(tools),
      ...editSlice(tools),
      ...startSlice(tools),
      ...previewSlice(tools),
      ...runSlice(tools),
      ...probeSlice(tools),
      ...transferSlice(tools),
      ...terminalSlice(tools),
      ...stepSlice(tools),
      ...outputSlice(tools),
      ...searchSlice(tools),
      ...commandSlice(tools),
      ...attachmentSlice(tools),
      ...draftSlice(tools),
      ...chairSlice(tools),
      ...checklistSlice(tools),
      ...passSlice(tools),
      ...environmentSlice(tools),
      ...environmentWorkSlice(tools),
      ...environmentKeysSlice(tools),
      ...sheetSlice(tools),
      ...soundSlice(tools),
      ...intakeSlice(tools),
      ...rehearsalSlice(tools),
      ...reportSlice(tools),
      ...failureSlice(tools),
      ...runsheetSlice(tools),
      ...secretSlice(tools),
      ...questionSlice(tools),
      ...vaultSlice(tools),
      ...routeSlice(tools),
    };
  });
  store.getState().watchConnection();
  store.getState().watchHome();
  store.getState().watchQuestions();
  store.getState().enterAddress();
  return store;
}
