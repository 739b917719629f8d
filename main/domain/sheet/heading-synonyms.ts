import { isSheetField, type SheetField } from '../../../contract/sheets.ts';

/** Headings of the trade, English and German, as `plainWords` writes them; the words of one field parted by `|`. */
const written: Readonly<Record<SheetField, string>> = {
  id: '#|id|nr|no|num|number|nummer|lfd|lfd nr|lfdnr|laufende nummer|pos|position|task id|task no|task nr|task number|step|step no|step nr|step id|step number|schritt|schritt nr|schrittnummer|activity id|activity no|ref|ref no|reference|item|item no|seq|seq no|sequence|sequence no|unique id|vorgangsnr|vorgangsnummer|vorgangs id|aufgaben nr|aufgabennr|aufgaben id|kennung|id nr|s no|sl no|sr no|order|reihenfolge|line|line no|key',
  wbs: 'wbs|wbs code|wbs id|psp|psp code|psp element|gliederungsnummer|outline number|outline no|gliederung',
  level: 'outline level|level|ebene|gliederungsebene|hierarchy|hierarchie',
  phase: 'phase|phasen|stage|section|cutover phase|project phase|projektphase|abschnitt|etappe|phase name|block',
  stream:
    'stream|streams|workstream|work stream|team|teams|track|lane|area|department|abteilung|bereich|gruppe|group|teilprojekt|arbeitspaket|work package|module|modul|strang|teilbereich|functional area|function|tower|fachbereich|technology',
  task: 'task|tasks|task name|task title|activity|activities|activity name|aktivitaet|aktivitaeten|aufgabe|aufgaben|action|aktion|title|titel|vorgang|vorgangsname|name|step name|step description|task description|activity description|taetigkeit|taetigkeiten|was|what|massnahme|bezeichnung|schrittbezeichnung|aufgabenbeschreibung|to do|todo|arbeitsschritt|subject|betreff|kurztext|short text|short description|kurzbeschreibung|event|ereignis|cutover task|cutover activity|was ist zu tun|zu tun|what to do|to be done',
  detail:
    'detail|details|detail command|details command|command|commands|kommando|befehl|befehle|instruction|instructions|anweisung|anweisungen|anleitung|description|beschreibung|how|wie|procedure|vorgehen|script|skript|work instruction|long text|langtext|long description|detailed description|durchfuehrung|transaction|transaktion|transaction code|t code|tcode|program|programm|task details|detailbeschreibung',
  type: 'type|typ|art|task type|kind|category|kategorie|manual auto|manual automated|m a|aufgabentyp|vorgangsart|execution type|step type|aktivitaetstyp|activity type',
  milestone: 'milestone|meilenstein|is milestone',
  summary: 'summary|is summary|sammelvorgang',
  system:
    'system|systems|systeme|host|hosts|system host|server|servers|target|targets|environment|umgebung|application|anwendung|applikation|ziel|zielsystem|component|komponente|instance|instanz|sid|client|mandant|landscape|device|configuration item|ci|node|source system|affected system',
  owner:
    'owner|task owner|step owner|primary owner|responsible|responsibility|responsible team|responsible party|verantwortlich|verantwortliche|verantwortlicher|verantwortung|verantwortlichkeit|zustaendig|zustaendigkeit|assignee|assigned to|assigned|resource|resources|resource name|resource names|ressource|ressourcen|ressourcenname|ressourcennamen|role|rolle|performer|performed by|executor|executed by|ausfuehrender|ausfuehrung|ausgefuehrt von|ausfuehrung durch|durchgefuehrt von|durch|bearbeiter|who|wer|by|by whom|lead|done by|accountable|action by|action owner|primary|hauptverantwortlich|person responsible|responsible person|responsible role|engineer|operator|implementer|owner role|owner team|responsible owner',
  person:
    'person|name of person|contact|contact person|contact name|ansprechpartner|owner name|mitarbeiter|kontakt|employee',
  phone:
    'phone|phone no|phone number|telefon|telefonnummer|tel|tel nr|mobile|mobil|handy|rufnummer|contact number|mobile number',
  backup:
    'backup|backup owner|backup person|backup resource|backup contact|backup responsible|deputy|vertreter|vertretung|stellvertreter|stellvertretung|stv|substitute|ersatz|secondary|secondary owner|alternate|delegate|second owner',
  supplier:
    'supplier|suppliers|vendor|lieferant|dienstleister|provider|partner|third party|hersteller|company|firma|contractor|auftragnehmer|organisation|organization|external party|externer partner',
  predecessors:
    'predecessor|predecessors|vorgaenger|vorgaengernr|vorgaenger nr|depends on|dependency|dependencies|dependent on|dependency on|abhaengigkeit|abhaengigkeiten|abhaengig von|after|nach|pred|preds|prerequisite|prerequisites|pre requisite|prereq|voraussetzung|voraussetzungen|preceding|preceding task|requires|blocked by|vorbedingung|predecessor id|predecessor task|prior task|dep|deps|vorg',
  successors: 'successor|successors|nachfolger|blocks|following task',
  offset:
    't offset|offset|t|t0|t minus|t time|t plus minus|relative time|relative start|rel zeit|relative zeit|relativ|versatz|t zeit|countdown|d day|start offset|t start|relative|time offset|t minute|t min|offset from t0|t0 offset',
  date: 'date|datum|day|tag|start date|startdatum|plan date|planned date|datum geplant|plandatum',
  start:
    'start|planned start|start planned|plan start|planned start time|planned start date|beginn|beginn geplant|geplanter beginn|geplanter start|start geplant|anfang|start time|startzeit|start zeit|scheduled start|begin|planbeginn|planstart|start plan|soll start|soll beginn|start soll|beginn soll|from|von|uhrzeit|zeit|time|start date|startdatum|start date time|start datetime|target start|estimated start|est start|start uhrzeit|start utc|start cet|planned from|geplant von|plan beginn|anfangstermin',
  end: 'end|finish|ende|planned end|planned finish|end planned|finish planned|plan end|planned end time|planned end date|ende geplant|geplantes ende|fertigstellung|scheduled end|scheduled finish|end time|endzeit|finish time|to|bis|planende|ende plan|plan ende|soll ende|ende soll|target end|due|due date|faellig|faellig am|end date|enddatum|end date time|estimated end|estimated finish|end utc|end cet|planned to|geplant bis|endtermin|completion',
  duration:
    'duration|dauer|dur|planned duration|duration planned|geplante dauer|dauer geplant|plandauer|plan dauer|solldauer|estimated duration|est duration|expected duration|estimate|effort|aufwand|zeitbedarf|length|min|mins|minutes|minuten|hours|stunden|hrs|runtime|laufzeit|duration min|duration minutes|duration hours|duration h|dauer min|dauer minuten|dauer h|dauer std|duration hh mm|elapsed time|time required|time needed|how long|takes|wie lange',
  gate: 'go no go|go nogo|gonogo|go no go point|gate|hold point|holdpoint|decision|decision point|freigabe|freigabepunkt|entscheidung|entscheidungspunkt|approval|approval required|genehmigung|quality gate|checkpoint|sign off|signoff|freigabe erforderlich|go decision|go',
  verification:
    'verification|verify|verification step|validation|validation step|check|checks|pruefung|kontrolle|verifikation|validierung|ueberpruefung|expected result|expected results|expected|expected outcome|erwartetes ergebnis|erwartung|ergebnis erwartet|success criteria|erfolgskriterium|erfolgskriterien|acceptance criteria|abnahmekriterium|abnahmekriterien|akzeptanzkriterien|nachweis|completion criteria|exit criteria|done when|test|how to verify',
  backout:
    'backout|backout step|backout steps|backout plan|backout procedure|backout action|backout command|back out|rollback|rollback step|rollback steps|rollback plan|rollback procedure|rollback action|rollback command|roll back|fallback|fallback plan|fallback step|rueckfall|rueckfallschritt|rueckfallplan|ruecknahme|rueckbau|revert|contingency|undo|ruecksetzung',
  'point-of-no-return': 'point of no return|ponr|pnr|irreversible|unumkehrbar|kein zurueck',
  comments:
    'comment|comments|note|notes|remark|remarks|bemerkung|bemerkungen|kommentar|kommentare|anmerkung|anmerkungen|notiz|notizen|hinweis|hinweise|info|infos|additional information|zusatzinfo|sonstiges',
};

/** Headings that look like a field and are none: what happened, how it stands, who else is told. Kept as they are. */
const kept =
  'status|state|rag|progress|fortschritt|complete|completed|percent complete|erledigt|done|fertig|result|ergebnis|actual|ist|backout duration|rollback duration|backout owner|rollback owner|evidence|evidence link|priority|prio|prioritaet|risk|risiko|ticket|task mode|active|slack|float|informed|consulted|version|change|created|updated';

/** A heading with one of these words tells what happened or another plan, never the plan. */
export const otherTimes: ReadonlySet<string> = new Set(
  'actual|ist|tatsaechlich|tatsaechliche|tatsaechlicher|tatsaechliches|real|baseline|basisplan|late|early|revised|remaining|variance|abweichung|forecast|prognose|spaeteste|frueheste|istzeit|previous|rehearsal|mock'.split(
    '|',
  ),
);

export interface Synonym {
  /** null = to be kept as it is. */
  readonly field: SheetField | null;
  readonly words: string;
  readonly tokens: readonly string[];
}

function synonymsOf(field: SheetField | null, all: string): readonly Synonym[] {
  return all.split('|').map((words) => ({ field, words, tokens: words.split(' ') }));
}

export const synonyms: readonly Synonym[] = [
  ...Object.entries(written).flatMap(([field, words]) => synonymsOf(isSheetField(field) ? field : null, words)),
  ...synonymsOf(null, kept),
];
