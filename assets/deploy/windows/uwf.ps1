# Unified Write Filter: C: forgets at each restart, D: (the store, its keys, its logs) does not.
# Run once as administrator, then restart. The data volume is left out as a whole: its flushes must reach
# the disk, or a power cut loses certifications that were promised.
$ErrorActionPreference = 'Stop'
Enable-WindowsOptionalFeature -Online -FeatureName Client-UnifiedWriteFilter -All -NoRestart
uwfmgr filter enable
uwfmgr overlay set-type Disk
uwfmgr overlay set-size 8192
uwfmgr volume protect C:
uwfmgr volume unprotect D:
uwfmgr file add-exclusion "C:\ProgramData\Microsoft\Crypto"
uwfmgr filter get-config
