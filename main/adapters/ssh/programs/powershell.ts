/**
 * The same in PowerShell, for hosts that have no POSIX shell. Constant programs behind `-EncodedCommand`, data on
 * stdin only: `$input` is how PowerShell hands a command its standard input. Every line of data is base64, so that no
 * code page of the host touches a value.
 *
 * Written for Windows PowerShell 3 and later and for pwsh; `-OutputFormat Text` keeps errors from coming as XML.
 */

/** MARK; then `e NAME VALUE`, `c FOLDER`, `s SCRIPT`, each word base64 of UTF-8; `hp-end`. Nothing runs without that. */
export const POWERSHELL_RUN = `
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
$hpLines = @($input)
if ($hpLines.Count -lt 2 -or $hpLines[-1].Trim() -ne 'hp-end') { exit 125 }
$hpUtf8 = New-Object Text.UTF8Encoding $false
[Console]::OutputEncoding = $hpUtf8
$OutputEncoding = $hpUtf8
function hpText($word) { $hpUtf8.GetString([Convert]::FromBase64String($word)) }
$hpMark = $hpLines[0].Trim()
[Console]::Out.Write("$hpMark run $PID\`n")
[Console]::Error.Write("$hpMark\`n")
$hpScript = ''
foreach ($hpLine in $hpLines) {
  $hpWords = $hpLine.Trim() -split ' '
  switch ($hpWords[0]) {
    'e' { $hpValue = ''; if ($hpWords.Count -gt 2) { $hpValue = hpText $hpWords[2] }
      [Environment]::SetEnvironmentVariable((hpText $hpWords[1]), $hpValue, 'Process') }
    'c' { Set-Location -LiteralPath (hpText $hpWords[1]) }
    's' { $hpScript = hpText $hpWords[1] }
  }
}
$global:LASTEXITCODE = 0
try { & ([ScriptBlock]::Create($hpScript)) | Out-Default }
catch { [Console]::Error.WriteLine(($_ | Out-String).TrimEnd()); exit 1 }
exit $LASTEXITCODE
`;

/** MARK PID: ends the process with all it started. Windows knows no TERM that a script could clean up on; 128 of taskkill = no such process. */
export const POWERSHELL_STOP = `
$ProgressPreference = 'SilentlyContinue'
$hpWords = @($input)[0].Trim() -split ' '
$hpAnswer = 'unable'
if ($env:OS -eq 'Windows_NT') { $hpSaid = & taskkill.exe /T /F /PID $hpWords[1] 2>&1 }
else {
  $hpGroup = "$(& /bin/ps -o pgid= -p $hpWords[1])".Trim()
  if ($hpGroup) { $hpSaid = & /bin/kill -KILL -- "-$hpGroup" 2>&1 } else { $global:LASTEXITCODE = 128 }
}
if ($LASTEXITCODE -eq 0) { $hpAnswer = 'kill' }
if ($LASTEXITCODE -eq 128) { $hpAnswer = 'ended' }
[Console]::Out.Write("$($hpWords[0]) $hpAnswer\`n")
`;
