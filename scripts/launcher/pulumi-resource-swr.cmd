@echo off
rem What Pulumi starts on Windows. main.cjs lies beside this file.
set major=0
for /f "tokens=1 delims=v." %%m in ('node --version 2^>nul') do set major=%%m
if %major% LSS 20 (
  echo pulumi-resource-swr needs Node.js 20 or newer on PATH: install it from https://nodejs.org 1>&2
  exit /b 1
)
node "%~dp0main.cjs" %*
