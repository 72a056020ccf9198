# Konsole profile for the kiosk. Copy to ~/.local/share/konsole/duar.profile, then
#     konsole --profile duar --fullscreen --hide-menubar --hide-tabbar
# Debian packages: konsole, fonts-dejavu-core, fonts-noto-core (Noto Sans Bengali and
# Devanagari, which stand in for the letters that DejaVu lacks).

[Appearance]
# Whole words go to the shaping engine, so that conjuncts and vowel signs look as in print.
# Latin text stays letter by letter: columns of figures keep their places.
WordMode=true
WordModeAscii=false
WordModeBrahmic=true
Font=DejaVu Sans Mono,14,-1,5,50,0,0,0,0,0
ColorScheme=WhiteOnBlack
BoldIntense=true

[General]
Name=duar
Parent=FALLBACK/
Command=duar kiosk
TerminalColumns=80
TerminalRows=24

[Scrolling]
# Nothing of one citizen is left to be scrolled back to by the next.
HistoryMode=0
ScrollBarPosition=2

[Terminal Features]
# No script of ours runs from right to left; the kiosk strips direction controls as well.
BidiRenderingEnabled=false
BlinkingCursorEnabled=false
