<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de_DE" sourcelanguage="en">
    <context>
        <name>overlap</name>
        <message>
            <source> and </source>
            <translation> und </translation>
        </message>
        <message>
            <source>(95 % between {low} and {high})</source>
            <translation>(95 % zwischen {low} und {high})</translation>
        </message>
        <message>
            <source>1 picture</source>
            <translation>1 Bild</translation>
        </message>
        <message>
            <source>1-9</source>
            <translation>1-9</translation>
        </message>
        <message>
            <source>95 % interval: {low} to {high}</source>
            <translation>95-%-Intervall: {low} bis {high}</translation>
        </message>
        <message>
            <source>A and B are the same run. Choose another one for A or B.</source>
            <translation>A und B sind derselbe Lauf. Für A oder B einen anderen wählen.</translation>
        </message>
        <message>
            <source>A change of many pictures is being written. Wait for it, or stop it in the status bar.</source>
            <translation>Eine Änderung vieler Bilder wird geschrieben. Abwarten oder in der Statusleiste anhalten.</translation>
        </message>
        <message>
            <source>A conversion is under way.</source>
            <translation>Eine Umwandlung läuft.</translation>
        </message>
        <message>
            <source>A conversion, an export or a copy is under way. Closing stops it, and it would have to begin anew.</source>
            <translation>Eine Umwandlung, ein Export oder eine Kopie läuft. Schließen bricht sie ab, und sie müsste von vorn beginnen.</translation>
        </message>
        <message>
            <source>A fault of the program: {fault}</source>
            <translation>Ein Fehler des Programms: {fault}</translation>
        </message>
        <message>
            <source>A picture that cannot be shown cannot be labelled. Its label file stays as it is.</source>
            <translation>Ein Bild, das sich nicht zeigen lässt, lässt sich nicht labeln. Seine Labeldatei bleibt, wie sie ist.</translation>
        </message>
        <message>
            <source>A polygon has at least three points. Press Del again to delete the object.</source>
            <translation>Ein Polygon hat mindestens drei Punkte. Noch einmal Entf löscht das Objekt.</translation>
        </message>
        <message>
            <source>A run is on</source>
            <translation>Ein Lauf trainiert</translation>
        </message>
        <message>
            <source>A run is still training.</source>
            <translation>Ein Lauf trainiert noch.</translation>
        </message>
        <message>
            <source>Above {score}: {objects} added, in {pictures}.</source>
            <translation>Ab {score}: {objects} hinzugefügt ({pictures}).</translation>
        </message>
        <message>
            <source>Above {score}: {objects} added, {replaced} replaced, in {pictures}.</source>
            <translation>Ab {score}: {objects} hinzugefügt, {replaced} ersetzt ({pictures}).</translation>
        </message>
        <message>
            <source>Accept</source>
            <translation>Annehmen</translation>
        </message>
        <message>
            <source>Accept a part of the prediction</source>
            <translation>Einen Teil der Vorhersage annehmen</translation>
        </message>
        <message>
            <source>Accept all above {score}</source>
            <translation>Alle ab {score} annehmen</translation>
        </message>
        <message>
            <source>Accept all confident predictions here</source>
            <translation>Alle sicheren Vorhersagen hier annehmen</translation>
        </message>
        <message>
            <source>Accept all confident predictions of the list…</source>
            <translation>Alle sicheren Vorhersagen der Liste annehmen…</translation>
        </message>
        <message>
            <source>Accept confident predictions</source>
            <translation>Sichere Vorhersagen annehmen</translation>
        </message>
        <message>
            <source>Accept confident predictions in all of the folder ({pictures})</source>
            <translation>Sichere Vorhersagen im ganzen Ordner annehmen ({pictures})</translation>
        </message>
        <message>
            <source>Accept confident predictions in what the list shows ({pictures})</source>
            <translation>Sichere Vorhersagen in dem annehmen, was die Liste zeigt ({pictures})</translation>
        </message>
        <message>
            <source>Accept its box</source>
            <translation>Nur die Box annehmen</translation>
        </message>
        <message>
            <source>Accept its box, class or mask alone</source>
            <translation>Nur ihre Box, Klasse oder Maske annehmen</translation>
        </message>
        <message>
            <source>Accept its class</source>
            <translation>Nur die Klasse annehmen</translation>
        </message>
        <message>
            <source>Accept its mask</source>
            <translation>Nur die Maske annehmen</translation>
        </message>
        <message>
            <source>Accept prediction</source>
            <translation>Vorhersage annehmen</translation>
        </message>
        <message>
            <source>Accept {count}</source>
            <translation>{count} annehmen</translation>
        </message>
        <message>
            <source>Accept {what}</source>
            <translation>{what} annehmen</translation>
        </message>
        <message>
            <source>Action</source>
            <translation>Aktion</translation>
        </message>
        <message>
            <source>Actions and their keys</source>
            <translation>Aktionen und ihre Tasten</translation>
        </message>
        <message>
            <source>Actual size</source>
            <translation>Originalgröße</translation>
        </message>
        <message>
            <source>Add</source>
            <translation>Hinzufügen</translation>
        </message>
        <message>
            <source>Add and delete points of a polygon</source>
            <translation>Punkte eines Polygons hinzufügen und löschen</translation>
        </message>
        <message>
            <source>All as the recipe</source>
            <translation>Alles wie im Rezept</translation>
        </message>
        <message>
            <source>All classes</source>
            <translation>Alle Klassen</translation>
        </message>
        <message>
            <source>All classes of the picture</source>
            <translation>Alle Klassen des Bildes</translation>
        </message>
        <message>
            <source>All of {name} is here already.</source>
            <translation>Alles aus {name} ist schon hier.</translation>
        </message>
        <message>
            <source>All pictures</source>
            <translation>Alle Bilder</translation>
        </message>
        <message>
            <source>All problems</source>
            <translation>Alle Probleme</translation>
        </message>
        <message>
            <source>All runs of this folder that are kept</source>
            <translation>Alle Läufe dieses Ordners, die aufgehoben sind</translation>
        </message>
        <message>
            <source>All {count} above {score} have a box already: nothing was added.</source>
            <translation>Alle {count} ab {score} haben schon eine Box: nichts wurde hinzugefügt.</translation>
        </message>
        <message>
            <source>Also replace boxes that a prediction lies on</source>
            <translation>Auch Boxen ersetzen, auf denen eine Vorhersage liegt</translation>
        </message>
        <message>
            <source>An export is under way; it says when it is done.</source>
            <translation>Ein Export läuft; er meldet, wenn er fertig ist.</translation>
        </message>
        <message>
            <source>And {count} more.</source>
            <translation>Und {count} weitere.</translation>
        </message>
        <message>
            <source>Another draw</source>
            <translation>Neu würfeln</translation>
        </message>
        <message>
            <source>Apple GPU</source>
            <translation>Apple-GPU</translation>
        </message>
        <message>
            <source>Arrows</source>
            <translation>Pfeiltasten</translation>
        </message>
        <message>
            <source>Asking networks that never saw it</source>
            <translation>Netze fragen, die es nie gesehen haben</translation>
        </message>
        <message>
            <source>Augmentation</source>
            <translation>Augmentierung</translation>
        </message>
        <message>
            <source>Augmentations</source>
            <translation>Augmentierungen</translation>
        </message>
        <message>
            <source>Auto</source>
            <translation>Automatisch</translation>
        </message>
        <message>
            <source>Average precision</source>
            <translation>Mittlere Genauigkeit (AP)</translation>
        </message>
        <message>
            <source>Backbone's share</source>
            <translation>Anteil des Backbones</translation>
        </message>
        <message>
            <source>Balanced weighs rare classes more</source>
            <translation>Ausgeglichen gewichtet seltene Klassen stärker</translation>
        </message>
        <message>
            <source>Baseline: {name}, without looking at the picture</source>
            <translation>Vergleich: {name}, ohne das Bild anzusehen</translation>
        </message>
        <message>
            <source>Batch</source>
            <translation>Batch</translation>
        </message>
        <message>
            <source>Begin</source>
            <translation>Beginnen</translation>
        </message>
        <message>
            <source>Best F1: {f1} at {confidence}</source>
            <translation>Bestes F1: {f1} bei {confidence}</translation>
        </message>
        <message>
            <source>Both</source>
            <translation>Beide</translation>
        </message>
        <message>
            <source>Box</source>
            <translation>Box</translation>
        </message>
        <message>
            <source>Box IoU</source>
            <translation>Box-IoU</translation>
        </message>
        <message>
            <source>Box around {name}</source>
            <translation>Box um {name}</translation>
        </message>
        <message>
            <source>Box shapes, w : h</source>
            <translation>Boxformen, B : H</translation>
        </message>
        <message>
            <source>Box sizes</source>
            <translation>Boxgrößen</translation>
        </message>
        <message>
            <source>Box, zoom, light and hiding as labelImg has them; Ctrl+V copies the boxes of the picture before.</source>
            <translation>Box, Zoom, Helligkeit und Ausblenden wie in labelImg; Strg+V kopiert die Boxen des vorigen Bildes.</translation>
        </message>
        <message>
            <source>Brighter</source>
            <translation>Heller</translation>
        </message>
        <message>
            <source>Brightness</source>
            <translation>Helligkeit</translation>
        </message>
        <message>
            <source>Brightness and contrast…</source>
            <translation>Helligkeit und Kontrast…</translation>
        </message>
        <message>
            <source>COCO folder</source>
            <translation>COCO-Ordner</translation>
        </message>
        <message>
            <source>Can be undone. The file changes when you save.</source>
            <translation>Lässt sich rückgängig machen. Die Datei ändert sich beim Speichern.</translation>
        </message>
        <message>
            <source>Cancel</source>
            <translation>Abbrechen</translation>
        </message>
        <message>
            <source>Change</source>
            <translation>Ändern</translation>
        </message>
        <message>
            <source>Change keys</source>
            <translation>Tasten ändern</translation>
        </message>
        <message>
            <source>Change keys…</source>
            <translation>Tasten ändern…</translation>
        </message>
        <message>
            <source>Change label…</source>
            <translation>Label ändern…</translation>
        </message>
        <message>
            <source>Changed by the last run</source>
            <translation>Vom letzten Lauf verändert</translation>
        </message>
        <message>
            <source>Check again</source>
            <translation>Neu prüfen</translation>
        </message>
        <message>
            <source>Check this folder</source>
            <translation>Diesen Ordner prüfen</translation>
        </message>
        <message>
            <source>Checking {name}</source>
            <translation>{name} prüfen</translation>
        </message>
        <message>
            <source>Checkpoint: {name}</source>
            <translation>Checkpoint: {name}</translation>
        </message>
        <message>
            <source>Checkpoints (*.safetensors)</source>
            <translation>Checkpoints (*.safetensors)</translation>
        </message>
        <message>
            <source>Choose a cell, and the list shows its pictures. Arrow keys move, Enter chooses.</source>
            <translation>Eine Zelle wählen, und die Liste zeigt ihre Bilder. Pfeiltasten bewegen, Eingabe wählt.</translation>
        </message>
        <message>
            <source>Choose a class; Esc leaves it.</source>
            <translation>Eine Klasse wählen; Esc lässt alles, wie es ist.</translation>
        </message>
        <message>
            <source>Choose an object first</source>
            <translation>Zuerst ein Objekt auswählen</translation>
        </message>
        <message>
            <source>Choose another class, or add it as a line to class_names.txt in the folder.</source>
            <translation>Eine andere Klasse wählen oder sie als Zeile in class_names.txt im Ordner eintragen.</translation>
        </message>
        <message>
            <source>Choose another kind of problem, or clear the text.</source>
            <translation>Eine andere Art von Problem wählen oder den Text löschen.</translation>
        </message>
        <message>
            <source>Choose it to see the pictures.</source>
            <translation>Auswählen zeigt die Bilder.</translation>
        </message>
        <message>
            <source>Choose weights folder</source>
            <translation>Ordner mit Gewichten wählen</translation>
        </message>
        <message>
            <source>Class</source>
            <translation>Klasse</translation>
        </message>
        <message>
            <source>Class 1</source>
            <translation>Klasse 1</translation>
        </message>
        <message>
            <source>Class 2</source>
            <translation>Klasse 2</translation>
        </message>
        <message>
            <source>Class 3</source>
            <translation>Klasse 3</translation>
        </message>
        <message>
            <source>Class 4</source>
            <translation>Klasse 4</translation>
        </message>
        <message>
            <source>Class 5</source>
            <translation>Klasse 5</translation>
        </message>
        <message>
            <source>Class 6</source>
            <translation>Klasse 6</translation>
        </message>
        <message>
            <source>Class 7</source>
            <translation>Klasse 7</translation>
        </message>
        <message>
            <source>Class 8</source>
            <translation>Klasse 8</translation>
        </message>
        <message>
            <source>Class 9</source>
            <translation>Klasse 9</translation>
        </message>
        <message>
            <source>Class F1, mean of classes</source>
            <translation>Klasse F1, Mittel der Klassen</translation>
        </message>
        <message>
            <source>Class accuracy</source>
            <translation>Klassengenauigkeit</translation>
        </message>
        <message>
            <source>Class among the first five</source>
            <translation>Klasse unter den ersten fünf</translation>
        </message>
        <message>
            <source>Class of the box</source>
            <translation>Klasse der Box</translation>
        </message>
        <message>
            <source>Class of the curve</source>
            <translation>Klasse der Kurve</translation>
        </message>
        <message>
            <source>Class weights</source>
            <translation>Klassengewichte</translation>
        </message>
        <message>
            <source>Classes</source>
            <translation>Klassen</translation>
        </message>
        <message>
            <source>Classes of pictures</source>
            <translation>Klassen der Bilder</translation>
        </message>
        <message>
            <source>Classes that occur together</source>
            <translation>Klassen, die zusammen vorkommen</translation>
        </message>
        <message>
            <source>Clear</source>
            <translation>Aufheben</translation>
        </message>
        <message>
            <source>Clear filter</source>
            <translation>Filter aufheben</translation>
        </message>
        <message>
            <source>Click an edge, Alt+click a point</source>
            <translation>Klick auf eine Kante, Alt+Klick auf einen Punkt</translation>
        </message>
        <message>
            <source>Click hides or shows it, Shift+click shows it alone.</source>
            <translation>Ein Klick blendet sie aus oder ein, Umschalt+Klick zeigt nur sie.</translation>
        </message>
        <message>
            <source>Close</source>
            <translation>Schließen</translation>
        </message>
        <message>
            <source>Close an outline, take its last point back</source>
            <translation>Einen Umriss schließen, den letzten Punkt zurücknehmen</translation>
        </message>
        <message>
            <source>Closing stops it. What it has learnt so far is kept, and the Train tab can go on from there.</source>
            <translation>Beim Schließen hält er an. Was er gelernt hat, bleibt erhalten; im Reiter Training geht es von dort weiter.</translation>
        </message>
        <message>
            <source>Colour</source>
            <translation>Farbe</translation>
        </message>
        <message>
            <source>Colour outlines by class</source>
            <translation>Umrisse nach Klasse färben</translation>
        </message>
        <message>
            <source>Compare</source>
            <translation>Vergleichen</translation>
        </message>
        <message>
            <source>Comparing</source>
            <translation>Vergleichen</translation>
        </message>
        <message>
            <source>Comparing masks</source>
            <translation>Masken vergleichen</translation>
        </message>
        <message>
            <source>Comparing…</source>
            <translation>Vergleiche …</translation>
        </message>
        <message>
            <source>Confidence</source>
            <translation>Konfidenz</translation>
        </message>
        <message>
            <source>Confidence {confidence}: precision {precision}, recall {recall}, F1 {f1}</source>
            <translation>Konfidenz {confidence}: Genauigkeit {precision}, Trefferquote {recall}, F1 {f1}</translation>
        </message>
        <message>
            <source>Confidence: predictions below it are hidden</source>
            <translation>Konfidenz: Vorhersagen darunter sind ausgeblendet</translation>
        </message>
        <message>
            <source>Confusion</source>
            <translation>Matrix</translation>
        </message>
        <message>
            <source>Confusion matrix</source>
            <translation>Verwechslungsmatrix</translation>
        </message>
        <message>
            <source>Contrast</source>
            <translation>Kontrast</translation>
        </message>
        <message>
            <source>Convert it to VOC to paint masks.</source>
            <translation>Um Masken zu malen, den Ordner nach VOC umwandeln.</translation>
        </message>
        <message>
            <source>Convert the folder to COCO or labelme to keep them.</source>
            <translation>Um sie zu behalten, den Ordner nach COCO oder labelme umwandeln.</translation>
        </message>
        <message>
            <source>Convert to VOC to edit</source>
            <translation>Nach VOC umwandeln, um zu bearbeiten</translation>
        </message>
        <message>
            <source>Converted {pictures} with {objects}.</source>
            <translation>Umgewandelt: {pictures} mit {objects}.</translation>
        </message>
        <message>
            <source>Converting</source>
            <translation>Umwandeln</translation>
        </message>
        <message>
            <source>Copied {files}, {size}, to {name} in {place}.</source>
            <translation>{files} ({size}) nach {name} in {place} kopiert.</translation>
        </message>
        <message>
            <source>Copy</source>
            <translation>Kopieren</translation>
        </message>
        <message>
            <source>Copy all from the previous picture</source>
            <translation>Alles aus dem vorigen Bild übernehmen</translation>
        </message>
        <message>
            <source>Copy checkpoint, report, curve and settings to a place you choose</source>
            <translation>Checkpoint, Bericht, Kurve und Einstellungen an einen Ort Ihrer Wahl kopieren</translation>
        </message>
        <message>
            <source>Copy from {name}:</source>
            <translation>Aus {name} kopieren:</translation>
        </message>
        <message>
            <source>Copy report</source>
            <translation>Bericht kopieren</translation>
        </message>
        <message>
            <source>Copying a run</source>
            <translation>Lauf kopieren</translation>
        </message>
        <message>
            <source>Copying the folder</source>
            <translation>Ordner kopieren</translation>
        </message>
        <message>
            <source>Correct</source>
            <translation>Korrigieren</translation>
        </message>
        <message>
            <source>Corrected pictures</source>
            <translation>Korrigierte Bilder</translation>
        </message>
        <message>
            <source>Count again</source>
            <translation>Neu zählen</translation>
        </message>
        <message>
            <source>Counting</source>
            <translation>Zählen</translation>
        </message>
        <message>
            <source>Counting files</source>
            <translation>Dateien zählen</translation>
        </message>
        <message>
            <source>Counting the pictures</source>
            <translation>Bilder zählen</translation>
        </message>
        <message>
            <source>Counting the pixels of masks</source>
            <translation>Pixel der Masken zählen</translation>
        </message>
        <message>
            <source>Counting…</source>
            <translation>Zähle …</translation>
        </message>
        <message>
            <source>Ctrl+Left, Ctrl+Right</source>
            <translation>Strg+Links, Strg+Rechts</translation>
        </message>
        <message>
            <source>Ctrl+N draws a polygon, Ctrl+R a box, T hides the outlines; Ctrl+Shift+D and Ctrl+Shift+A also turn pages.</source>
            <translation>Strg+N zeichnet ein Polygon, Strg+R eine Box, T blendet die Umrisse aus; auch Strg+Umschalt+D und Strg+Umschalt+A blättern.</translation>
        </message>
        <message>
            <source>Ctrl+wheel</source>
            <translation>Strg+Mausrad</translation>
        </message>
        <message>
            <source>Ctrl, held</source>
            <translation>Strg, gehalten</translation>
        </message>
        <message>
            <source>Curve</source>
            <translation>Kurve</translation>
        </message>
        <message>
            <source>Cut out</source>
            <translation>Freistellen</translation>
        </message>
        <message>
            <source>Cut out a marked object</source>
            <translation>Markiertes Objekt freistellen</translation>
        </message>
        <message>
            <source>Cut out an object in a box</source>
            <translation>Objekt in einer Box freistellen</translation>
        </message>
        <message>
            <source>Damaged picture</source>
            <translation>Beschädigtes Bild</translation>
        </message>
        <message>
            <source>Damaged: its report cannot be read</source>
            <translation>Beschädigt: Der Bericht ist nicht lesbar</translation>
        </message>
        <message>
            <source>Damaged: its settings cannot be read</source>
            <translation>Beschädigt: Die Einstellungen sind nicht lesbar</translation>
        </message>
        <message>
            <source>Dark theme</source>
            <translation>Dunkel</translation>
        </message>
        <message>
            <source>Darker</source>
            <translation>Dunkler</translation>
        </message>
        <message>
            <source>Decay of the average of the weights that is validated and kept; 0: none</source>
            <translation>Abklingen des Mittels der Gewichte, das geprüft und behalten wird; 0: keines</translation>
        </message>
        <message>
            <source>Decide later</source>
            <translation>Später entscheiden</translation>
        </message>
        <message>
            <source>Delete</source>
            <translation>Löschen</translation>
        </message>
        <message>
            <source>Delete a point of {name}</source>
            <translation>Punkt von {name} löschen</translation>
        </message>
        <message>
            <source>Delete the run's folder; you are asked first</source>
            <translation>Den Ordner des Laufs löschen; vorher wird gefragt</translation>
        </message>
        <message>
            <source>Delete the selected object</source>
            <translation>Das ausgewählte Objekt löschen</translation>
        </message>
        <message>
            <source>Delete {what}</source>
            <translation>{what} löschen</translation>
        </message>
        <message>
            <source>Delete {what}?</source>
            <translation>{what} löschen?</translation>
        </message>
        <message>
            <source>Delete…</source>
            <translation>Löschen…</translation>
        </message>
        <message>
            <source>Deutsch</source>
            <translation>Deutsch</translation>
        </message>
        <message>
            <source>Device: auto takes a CUDA GPU where there is one</source>
            <translation>Gerät: „Automatisch“ nimmt eine CUDA-GPU, wo es eine gibt</translation>
        </message>
        <message>
            <source>Difference</source>
            <translation>Unterschied</translation>
        </message>
        <message>
            <source>Differences of the two runs</source>
            <translation>Unterschiede der beiden Läufe</translation>
        </message>
        <message>
            <source>Difficult</source>
            <translation>Schwierig</translation>
        </message>
        <message>
            <source>Discard</source>
            <translation>Verwerfen</translation>
        </message>
        <message>
            <source>Discard edits</source>
            <translation>Änderungen verwerfen</translation>
        </message>
        <message>
            <source>Dividing the folder</source>
            <translation>Ordner aufteilen</translation>
        </message>
        <message>
            <source>Done</source>
            <translation>Fertig</translation>
        </message>
        <message>
            <source>Done again in {name}: {text}</source>
            <translation>Wiederholt in {name}: {text}</translation>
        </message>
        <message>
            <source>Done again: {text}, in {pictures}.</source>
            <translation>Wiederholt: {text} ({pictures}).</translation>
        </message>
        <message>
            <source>Downloading {name}</source>
            <translation>{name} herunterladen</translation>
        </message>
        <message>
            <source>Drag a box, draw one with {box}, or take the prediction with {accept}. {verify} goes on to the next.</source>
            <translation>Eine Box ziehen, mit {box} eine zeichnen oder mit {accept} die Vorhersage nehmen. {verify} geht zum nächsten Bild.</translation>
        </message>
        <message>
            <source>Drag beside objects, Shift+drag</source>
            <translation>Neben Objekten ziehen, Umschalt+Ziehen</translation>
        </message>
        <message>
            <source>Drag the point, or use the arrow keys: Left and Right along the curve, Up and Down by score</source>
            <translation>Den Punkt ziehen oder mit den Pfeiltasten: Links und Rechts entlang der Kurve, Auf und Ab nach Konfidenz</translation>
        </message>
        <message>
            <source>Drag, or click twice</source>
            <translation>Ziehen oder zweimal klicken</translation>
        </message>
        <message>
            <source>Draw a box</source>
            <translation>Box zeichnen</translation>
        </message>
        <message>
            <source>Draw a polygon</source>
            <translation>Polygon zeichnen</translation>
        </message>
        <message>
            <source>Draw along edges</source>
            <translation>An Kanten entlang zeichnen</translation>
        </message>
        <message>
            <source>Drawing</source>
            <translation>Zeichnen</translation>
        </message>
        <message>
            <source>Drawing the digits</source>
            <translation>Ziffern zeichnen</translation>
        </message>
        <message>
            <source>Drawing the outline</source>
            <translation>Umriss zeichnen</translation>
        </message>
        <message>
            <source>Drawing the sample</source>
            <translation>Beispiel zeichnen</translation>
        </message>
        <message>
            <source>Drawing the scenes</source>
            <translation>Szenen zeichnen</translation>
        </message>
        <message>
            <source>Drop a folder of pictures here</source>
            <translation>Einen Ordner mit Bildern hier ablegen</translation>
        </message>
        <message>
            <source>Duplicate</source>
            <translation>Duplizieren</translation>
        </message>
        <message>
            <source>Edit</source>
            <translation>Bearbeiten</translation>
        </message>
        <message>
            <source>Edited</source>
            <translation>Bearbeitet</translation>
        </message>
        <message>
            <source>Edits of {count} are not saved. What is learnt or measured now is what the files say.</source>
            <translation>{count} mit nicht gespeicherten Änderungen. Gelernt oder gemessen wird jetzt, was in den Dateien steht.</translation>
        </message>
        <message>
            <source>Edits of {count} picture are back, not saved yet.</source>
            <translation>Die Änderungen an {count} Bild sind zurück, noch nicht gespeichert.</translation>
        </message>
        <message>
            <source>Edits of {count} pictures are back, not saved yet.</source>
            <translation>Die Änderungen an {count} Bildern sind zurück, noch nicht gespeichert.</translation>
        </message>
        <message>
            <source>End tour</source>
            <translation>Beenden</translation>
        </message>
        <message>
            <source>Ends after so many epochs without a better validation score; 0: never</source>
            <translation>Endet nach so vielen Epochen ohne besseren Validierungswert; 0: nie</translation>
        </message>
        <message>
            <source>English</source>
            <translation>English</translation>
        </message>
        <message>
            <source>Enter</source>
            <translation>Eingabe</translation>
        </message>
        <message>
            <source>Enter does it, Esc leaves.</source>
            <translation>Eingabe führt es aus, Esc schließt.</translation>
        </message>
        <message>
            <source>Enter makes it a new class.</source>
            <translation>Eingabe macht daraus eine neue Klasse.</translation>
        </message>
        <message>
            <source>Enter takes it, Esc leaves it.</source>
            <translation>Eingabe nimmt sie, Esc lässt alles, wie es ist.</translation>
        </message>
        <message>
            <source>Enter, Backspace</source>
            <translation>Eingabe, Rücktaste</translation>
        </message>
        <message>
            <source>Enter, Del and Space act while the picture or the list of pictures has the focus.</source>
            <translation>Eingabe, Entf und Leertaste wirken, während das Bild oder die Liste der Bilder den Fokus hat.</translation>
        </message>
        <message>
            <source>Epoch {number}</source>
            <translation>Epoche {number}</translation>
        </message>
        <message>
            <source>Epochs</source>
            <translation>Epochen</translation>
        </message>
        <message>
            <source>Epochs end to end</source>
            <translation>Epochen im Ganzen</translation>
        </message>
        <message>
            <source>Epochs: how often the run goes through the pictures; 0 is what the recipe says</source>
            <translation>Epochen: wie oft der Lauf die Bilder durchgeht; 0 ist, was das Rezept sagt</translation>
        </message>
        <message>
            <source>Erase</source>
            <translation>Radieren</translation>
        </message>
        <message>
            <source>Errors</source>
            <translation>Fehler</translation>
        </message>
        <message>
            <source>Evaluate</source>
            <translation>Auswerten</translation>
        </message>
        <message>
            <source>Evaluate again</source>
            <translation>Neu auswerten</translation>
        </message>
        <message>
            <source>Evaluating</source>
            <translation>Auswerten</translation>
        </message>
        <message>
            <source>Every picture, label file, mask and list is looked at; nothing is changed.</source>
            <translation>Jedes Bild, jede Labeldatei, Maske und Liste wird angesehen; nichts wird geändert.</translation>
        </message>
        <message>
            <source>Export to ONNX</source>
            <translation>Nach ONNX exportieren</translation>
        </message>
        <message>
            <source>Export to ONNX…</source>
            <translation>Nach ONNX exportieren…</translation>
        </message>
        <message>
            <source>Exporting {name}</source>
            <translation>{name} exportieren</translation>
        </message>
        <message>
            <source>Export…</source>
            <translation>Exportieren…</translation>
        </message>
        <message>
            <source>F and D turn pages, N draws a box, M merges, L locks, ` goes to a picture, F2 opens the keys.</source>
            <translation>F und D blättern, N zeichnet eine Box, M vereinigt, L sperrt, ` geht zu einem Bild, F2 öffnet die Tasten.</translation>
        </message>
        <message>
            <source>Figure by class</source>
            <translation>Größe nach Klassen</translation>
        </message>
        <message>
            <source>File</source>
            <translation>Datei</translation>
        </message>
        <message>
            <source>Files are still being written.</source>
            <translation>Es werden noch Dateien geschrieben.</translation>
        </message>
        <message>
            <source>Fill a region</source>
            <translation>Fläche füllen</translation>
        </message>
        <message>
            <source>Filling</source>
            <translation>Füllen</translation>
        </message>
        <message>
            <source>Filter again</source>
            <translation>Neu filtern</translation>
        </message>
        <message>
            <source>Filter by text</source>
            <translation>Nach Text filtern</translation>
        </message>
        <message>
            <source>Filter problems by file or words</source>
            <translation>Probleme nach Datei oder Wörtern filtern</translation>
        </message>
        <message>
            <source>Find a learning rate</source>
            <translation>Lernrate suchen</translation>
        </message>
        <message>
            <source>Find a learning rate…</source>
            <translation>Lernrate suchen…</translation>
        </message>
        <message>
            <source>Find a rate…</source>
            <translation>Rate suchen…</translation>
        </message>
        <message>
            <source>Find an action…</source>
            <translation>Aktion suchen…</translation>
        </message>
        <message>
            <source>First picture</source>
            <translation>Erstes Bild</translation>
        </message>
        <message>
            <source>Fit picture</source>
            <translation>Bild einpassen</translation>
        </message>
        <message>
            <source>Fixed</source>
            <translation>Behoben</translation>
        </message>
        <message>
            <source>Folder</source>
            <translation>Ordner</translation>
        </message>
        <message>
            <source>Folder of pretrained weights</source>
            <translation>Ordner mit vortrainierten Gewichten</translation>
        </message>
        <message>
            <source>Folder of pretrained weights…</source>
            <translation>Ordner mit vortrainierten Gewichten…</translation>
        </message>
        <message>
            <source>Following the edge</source>
            <translation>Der Kante folgen</translation>
        </message>
        <message>
            <source>For viewing only: the file and what is learnt from it stay as they are.</source>
            <translation>Nur zum Ansehen: Die Datei und was aus ihr gelernt wird, bleiben, wie sie sind.</translation>
        </message>
        <message>
            <source>For viewing only: {what}</source>
            <translation>Nur zum Ansehen: {what}</translation>
        </message>
        <message>
            <source>Found</source>
            <translation>Gefunden</translation>
        </message>
        <message>
            <source>From yours to theirs: {changes}.</source>
            <translation>Von Ihren zu den fremden: {changes}.</translation>
        </message>
        <message>
            <source>Gamma</source>
            <translation>Gamma</translation>
        </message>
        <message>
            <source>Getting ready</source>
            <translation>Vorbereiten</translation>
        </message>
        <message>
            <source>Give the run a name (F2)</source>
            <translation>Dem Lauf einen Namen geben (F2)</translation>
        </message>
        <message>
            <source>Give this panel most of the window, or take it back</source>
            <translation>Diesem Bereich den größten Teil des Fensters geben oder nehmen</translation>
        </message>
        <message>
            <source>Go</source>
            <translation>Gehe zu</translation>
        </message>
        <message>
            <source>Go on</source>
            <translation>Weiter</translation>
        </message>
        <message>
            <source>Go on with the run from its last epoch</source>
            <translation>Den Lauf nach seiner letzten Epoche fortsetzen</translation>
        </message>
        <message>
            <source>Go on writing</source>
            <translation>Weiter schreiben</translation>
        </message>
        <message>
            <source>Go to a disagreement first (Tab)</source>
            <translation>Zuerst zu einer Abweichung gehen (Tab)</translation>
        </message>
        <message>
            <source>Go to picture…</source>
            <translation>Gehe zu Bild…</translation>
        </message>
        <message>
            <source>Go to {name}</source>
            <translation>Gehe zu {name}</translation>
        </message>
        <message>
            <source>Going on</source>
            <translation>Es geht weiter</translation>
        </message>
        <message>
            <source>Good in A and no longer in B: a right class, a box or a mask of IoU 0.5 and more</source>
            <translation>In A gut und in B nicht mehr: eine richtige Klasse, eine Box oder Maske mit IoU ab 0.5</translation>
        </message>
        <message>
            <source>Good in B and not in A</source>
            <translation>In B gut und in A nicht</translation>
        </message>
        <message>
            <source>H, held</source>
            <translation>H, gehalten</translation>
        </message>
        <message>
            <source>Help</source>
            <translation>Hilfe</translation>
        </message>
        <message>
            <source>Hide everything drawn</source>
            <translation>Alles Gezeichnete ausblenden</translation>
        </message>
        <message>
            <source>Hide or show the object</source>
            <translation>Objekt aus- oder einblenden</translation>
        </message>
        <message>
            <source>Highest learning rate while everything learns</source>
            <translation>Höchste Lernrate, während alles lernt</translation>
        </message>
        <message>
            <source>Highest learning rate while the backbone is frozen</source>
            <translation>Höchste Lernrate, während der Backbone eingefroren ist</translation>
        </message>
        <message>
            <source>History</source>
            <translation>Verlauf</translation>
        </message>
        <message>
            <source>How far a colour may be from the one clicked ([ and ])</source>
            <translation>Wie weit eine Farbe von der angeklickten abweichen darf ([ und ])</translation>
        </message>
        <message>
            <source>How it learns</source>
            <translation>Wie gelernt wird</translation>
        </message>
        <message>
            <source>How it learns: rates, losses, augmentation</source>
            <translation>Wie gelernt wird: Raten, Verluste, Augmentierung</translation>
        </message>
        <message>
            <source>How it learns…</source>
            <translation>Wie gelernt wird…</translation>
        </message>
        <message>
            <source>How many of the last epochs train the backbone too</source>
            <translation>In wie vielen der letzten Epochen auch der Backbone lernt</translation>
        </message>
        <message>
            <source>How much of a label is spread over the other classes</source>
            <translation>Wie viel eines Labels auf die anderen Klassen verteilt wird</translation>
        </message>
        <message>
            <source>How much pictures are varied; Model &gt; Preview augmentations shows it</source>
            <translation>Wie stark Bilder verändert werden; Modell &gt; Augmentierungen ansehen zeigt es</translation>
        </message>
        <message>
            <source>How much weights shrink by themselves</source>
            <translation>Wie stark Gewichte von selbst schrumpfen</translation>
        </message>
        <message>
            <source>How often they are seen where others are seen once</source>
            <translation>Wie oft sie gesehen werden, wo andere einmal gesehen werden</translation>
        </message>
        <message>
            <source>How the learning rate goes on after its rise</source>
            <translation>Wie die Lernrate nach ihrem Anstieg verläuft</translation>
        </message>
        <message>
            <source>How the pictures are varied</source>
            <translation>Wie die Bilder verändert werden</translation>
        </message>
        <message>
            <source>Images</source>
            <translation>Bilder</translation>
        </message>
        <message>
            <source>In masks the class keeps its old name: the folder has no number for the new one.</source>
            <translation>In Masken behält die Klasse ihren alten Namen: Der Ordner hat keine Nummer für den neuen.</translation>
        </message>
        <message>
            <source>In the whole folder: {true} true, {false} false, {missed} missed</source>
            <translation>Im ganzen Ordner: {true} richtig, {false} falsch, {missed} übersehen</translation>
        </message>
        <message>
            <source>Instances</source>
            <translation>Objekte</translation>
        </message>
        <message>
            <source>IoU</source>
            <translation>IoU</translation>
        </message>
        <message>
            <source>IoU: from this overlap on, two boxes are a pair</source>
            <translation>IoU: Ab dieser Überlappung sind zwei Boxen ein Paar</translation>
        </message>
        <message>
            <source>It is left out of training.</source>
            <translation>Es bleibt aus dem Training heraus.</translation>
        </message>
        <message>
            <source>Its boxes are as yours, other parts of it are not.</source>
            <translation>Die Boxen sind wie Ihre, anderes darin nicht.</translation>
        </message>
        <message>
            <source>Its checkpoint is the one in use; the window then has none.</source>
            <translation>Sein Checkpoint ist der benutzte; das Fenster hat dann keinen.</translation>
        </message>
        <message>
            <source>Its checkpoint, curve and report go: {count} file, {size}. This cannot be undone. Pictures and labels stay.</source>
            <translation>Checkpoint, Kurve und Bericht gehen verloren: {count} Datei, {size}. Das lässt sich nicht rückgängig machen. Bilder und Label bleiben.</translation>
        </message>
        <message>
            <source>Its checkpoint, curve and report go: {count} files, {size}. This cannot be undone. Pictures and labels stay.</source>
            <translation>Checkpoint, Kurve und Bericht gehen verloren: {count} Dateien, {size}. Das lässt sich nicht rückgängig machen. Bilder und Label bleiben.</translation>
        </message>
        <message>
            <source>Its first epoch was not over.</source>
            <translation>Seine erste Epoche war nicht zu Ende.</translation>
        </message>
        <message>
            <source>Its label file will not be overwritten.</source>
            <translation>Die Labeldatei wird nicht überschrieben.</translation>
        </message>
        <message>
            <source>Keep</source>
            <translation>Behalten</translation>
        </message>
        <message>
            <source>Keep as it is</source>
            <translation>So lassen</translation>
        </message>
        <message>
            <source>Keep for later</source>
            <translation>Für später behalten</translation>
        </message>
        <message>
            <source>Keep it there</source>
            <translation>Dort lassen</translation>
        </message>
        <message>
            <source>Keep mine</source>
            <translation>Meine behalten</translation>
        </message>
        <message>
            <source>Keep mine: what is on disk stays in the History tab.</source>
            <translation>Meine behalten: Was auf der Platte liegt, bleibt im Verlauf.</translation>
        </message>
        <message>
            <source>Keep training</source>
            <translation>Weiter trainieren</translation>
        </message>
        <message>
            <source>Kept for later, they are offered when the folder is opened again.</source>
            <translation>Für später behalten, werden sie beim nächsten Öffnen des Ordners angeboten.</translation>
        </message>
        <message>
            <source>Keys</source>
            <translation>Tasten</translation>
        </message>
        <message>
            <source>Keys like</source>
            <translation>Tasten wie in</translation>
        </message>
        <message>
            <source>Keys of another program</source>
            <translation>Tasten eines anderen Programms</translation>
        </message>
        <message>
            <source>Keys to press</source>
            <translation>Zu drückende Tasten</translation>
        </message>
        <message>
            <source>Kind of problem</source>
            <translation>Art des Problems</translation>
        </message>
        <message>
            <source>Label smoothing</source>
            <translation>Label-Glättung</translation>
        </message>
        <message>
            <source>Labels unusable</source>
            <translation>Label unbrauchbar</translation>
        </message>
        <message>
            <source>Language</source>
            <translation>Sprache</translation>
        </message>
        <message>
            <source>Larger brush</source>
            <translation>Größerer Pinsel</translation>
        </message>
        <message>
            <source>Last picture</source>
            <translation>Letztes Bild</translation>
        </message>
        <message>
            <source>Later</source>
            <translation>Später</translation>
        </message>
        <message>
            <source>Lay the run beside the one in use</source>
            <translation>Den Lauf neben den benutzten legen</translation>
        </message>
        <message>
            <source>Leak: {count} of these {all} pictures was also learnt from (same file or near copy), so the figures are too good.</source>
            <translation>Leck: Aus {count} dieser {all} Bilder wurde auch gelernt (gleiche Datei oder fast gleich), also sind die Werte zu gut.</translation>
        </message>
        <message>
            <source>Leak: {count} of these {all} pictures were also learnt from (same file or near copy), so the figures are too good.</source>
            <translation>Leck: Aus {count} dieser {all} Bilder wurde auch gelernt (gleiche Datei oder fast gleich), also sind die Werte zu gut.</translation>
        </message>
        <message>
            <source>Learning now</source>
            <translation>Lernt gerade</translation>
        </message>
        <message>
            <source>Learning rate</source>
            <translation>Lernrate</translation>
        </message>
        <message>
            <source>Learning, epoch {epoch} of {epochs}</source>
            <translation>Lernen, Epoche {epoch} von {epochs}</translation>
        </message>
        <message>
            <source>Learns: {heads}</source>
            <translation>Lernt: {heads}</translation>
        </message>
        <message>
            <source>Leave</source>
            <translation>Verlassen</translation>
        </message>
        <message>
            <source>Leave it deleted</source>
            <translation>Gelöscht lassen</translation>
        </message>
        <message>
            <source>Leave it deleted: the picture has no boxes then; you can undo it.</source>
            <translation>Gelöscht lassen: Das Bild hat dann keine Boxen; das lässt sich rückgängig machen.</translation>
        </message>
        <message>
            <source>Leave the label as it is; the walk passes it over from then on</source>
            <translation>Das Label lassen, wie es ist; der Rundgang übergeht es von da an</translation>
        </message>
        <message>
            <source>Leaving stops it: those that are written stay so, the others keep their labels, and undo is gone.</source>
            <translation>Beim Verlassen hört das auf: Geschriebenes bleibt so, die anderen behalten ihre Labels, und zurücknehmen lässt es sich nicht mehr.</translation>
        </message>
        <message>
            <source>Length</source>
            <translation>Dauer</translation>
        </message>
        <message>
            <source>Light theme</source>
            <translation>Hell</translation>
        </message>
        <message>
            <source>Listing the folder</source>
            <translation>Ordner auflisten</translation>
        </message>
        <message>
            <source>Listing {folder}</source>
            <translation>{folder} auflisten</translation>
        </message>
        <message>
            <source>Loading the checkpoint</source>
            <translation>Checkpoint laden</translation>
        </message>
        <message>
            <source>Loading the plots</source>
            <translation>Kurven laden</translation>
        </message>
        <message>
            <source>Localization accuracy</source>
            <translation>Lokalisierungsgenauigkeit</translation>
        </message>
        <message>
            <source>Lock or unlock the object</source>
            <translation>Objekt sperren oder freigeben</translation>
        </message>
        <message>
            <source>Longer ones are shortened to it; 0: never</source>
            <translation>Längere werden darauf gekürzt; 0: nie</translation>
        </message>
        <message>
            <source>Longest gradient</source>
            <translation>Längster Gradient</translation>
        </message>
        <message>
            <source>Looking around</source>
            <translation>Umsehen</translation>
        </message>
        <message>
            <source>Looking at every file</source>
            <translation>Jede Datei ansehen</translation>
        </message>
        <message>
            <source>Looking at the folder…</source>
            <translation>Ordner ansehen…</translation>
        </message>
        <message>
            <source>Looking at the pictures</source>
            <translation>Bilder ansehen</translation>
        </message>
        <message>
            <source>Looking for alike pixels</source>
            <translation>Ähnliche Pixel suchen</translation>
        </message>
        <message>
            <source>Looking for copies</source>
            <translation>Kopien suchen</translation>
        </message>
        <message>
            <source>Looking for doubt</source>
            <translation>Zweifelhafte suchen</translation>
        </message>
        <message>
            <source>Looking for masks</source>
            <translation>Masken suchen</translation>
        </message>
        <message>
            <source>Looking for parts</source>
            <translation>Teile suchen</translation>
        </message>
        <message>
            <source>Looking for pictures</source>
            <translation>Bilder werden gesucht</translation>
        </message>
        <message>
            <source>Looking for the device</source>
            <translation>Gerät suchen</translation>
        </message>
        <message>
            <source>Looking for the object</source>
            <translation>Objekt suchen</translation>
        </message>
        <message>
            <source>Looking for what was left over</source>
            <translation>Übriggebliebenes suchen</translation>
        </message>
        <message>
            <source>Loss</source>
            <translation>Verlust</translation>
        </message>
        <message>
            <source>Loss of the box's overlap</source>
            <translation>Verlust der Überlappung der Box</translation>
        </message>
        <message>
            <source>Loss of the class</source>
            <translation>Verlust der Klasse</translation>
        </message>
        <message>
            <source>Loss of the mask</source>
            <translation>Verlust der Maske</translation>
        </message>
        <message>
            <source>Loss over the learning rate</source>
            <translation>Verlust über der Lernrate</translation>
        </message>
        <message>
            <source>Losses</source>
            <translation>Verluste</translation>
        </message>
        <message>
            <source>Lost: {what}.</source>
            <translation>Verloren: {what}.</translation>
        </message>
        <message>
            <source>MNIST folder</source>
            <translation>MNIST-Ordner</translation>
        </message>
        <message>
            <source>Magic wand</source>
            <translation>Zauberstab</translation>
        </message>
        <message>
            <source>Make it a box</source>
            <translation>In eine Box umwandeln</translation>
        </message>
        <message>
            <source>Make it a polygon</source>
            <translation>In ein Polygon umwandeln</translation>
        </message>
        <message>
            <source>Make it pixels of the mask</source>
            <translation>In Pixel der Maske umwandeln</translation>
        </message>
        <message>
            <source>Make the predicted object truth</source>
            <translation>Das vorhergesagte Objekt zur Wahrheit machen</translation>
        </message>
        <message>
            <source>Making thumbnails</source>
            <translation>Vorschaubilder erstellen</translation>
        </message>
        <message>
            <source>Mark the object, too: strokes without Shift. Nothing was painted.</source>
            <translation>Auch das Objekt markieren: Striche ohne Umschalt. Nichts wurde gemalt.</translation>
        </message>
        <message>
            <source>Mark {what} as difficult</source>
            <translation>{what} als schwierig markieren</translation>
        </message>
        <message>
            <source>Mark {what} as not difficult</source>
            <translation>{what} als nicht schwierig markieren</translation>
        </message>
        <message>
            <source>Mask</source>
            <translation>Maske</translation>
        </message>
        <message>
            <source>Mask IoU</source>
            <translation>Masken-IoU</translation>
        </message>
        <message>
            <source>Mask boundary IoU</source>
            <translation>Rand-IoU der Masken</translation>
        </message>
        <message>
            <source>Mask mIoU</source>
            <translation>Masken-mIoU</translation>
        </message>
        <message>
            <source>Mask mIoU by picture</source>
            <translation>Masken-mIoU je Bild</translation>
        </message>
        <message>
            <source>Mask opacity</source>
            <translation>Deckkraft der Masken</translation>
        </message>
        <message>
            <source>Mask pixels</source>
            <translation>Maskenpixel</translation>
        </message>
        <message>
            <source>Masks</source>
            <translation>Masken</translation>
        </message>
        <message>
            <source>Matching</source>
            <translation>Zuordnen</translation>
        </message>
        <message>
            <source>Mean box IoU</source>
            <translation>Mittlere Box-IoU</translation>
        </message>
        <message>
            <source>Measure</source>
            <translation>Messen</translation>
        </message>
        <message>
            <source>Merge</source>
            <translation>Vereinigen</translation>
        </message>
        <message>
            <source>Merge into {name}</source>
            <translation>Vereinigen zu {name}</translation>
        </message>
        <message>
            <source>Merge the selected objects</source>
            <translation>Ausgewählte Objekte vereinigen</translation>
        </message>
        <message>
            <source>Merge {old} into {new}</source>
            <translation>{old} mit {new} vereinigen</translation>
        </message>
        <message>
            <source>Merge {what}</source>
            <translation>{what} vereinigen</translation>
        </message>
        <message>
            <source>Merged {old} into {new}</source>
            <translation>{old} mit {new} vereinigt</translation>
        </message>
        <message>
            <source>Middle drag, Space+drag</source>
            <translation>Mit der mittleren Taste ziehen, Leertaste+Ziehen</translation>
        </message>
        <message>
            <source>Mixed computes in 16 bits where that loses nothing that matters; auto where it pays</source>
            <translation>Gemischt rechnet mit 16 Bit, wo nichts Wichtiges verloren geht; auto, wo es sich lohnt</translation>
        </message>
        <message>
            <source>Model</source>
            <translation>Modell</translation>
        </message>
        <message>
            <source>Momentum</source>
            <translation>Momentum</translation>
        </message>
        <message>
            <source>More ({count})…</source>
            <translation>Mehr ({count})…</translation>
        </message>
        <message>
            <source>More…</source>
            <translation>Mehr…</translation>
        </message>
        <message>
            <source>Most false</source>
            <translation>Meiste falsche</translation>
        </message>
        <message>
            <source>Most missed</source>
            <translation>Meiste übersehene</translation>
        </message>
        <message>
            <source>Most uncertain</source>
            <translation>Am unsichersten</translation>
        </message>
        <message>
            <source>Move a point of {name}</source>
            <translation>Punkt von {name} bewegen</translation>
        </message>
        <message>
            <source>Move the divider of Swipe</source>
            <translation>Trennlinie der Wischansicht bewegen</translation>
        </message>
        <message>
            <source>Move the picture</source>
            <translation>Bild verschieben</translation>
        </message>
        <message>
            <source>Move {what}</source>
            <translation>{what} bewegen</translation>
        </message>
        <message>
            <source>Moving average</source>
            <translation>Gleitendes Mittel</translation>
        </message>
        <message>
            <source>Name</source>
            <translation>Name</translation>
        </message>
        <message>
            <source>Network's mask of {name}</source>
            <translation>Maske des Netzes von {name}</translation>
        </message>
        <message>
            <source>Networks run here. The Train tab lets you choose.</source>
            <translation>Hier rechnen die Netze. Unter „Training“ lässt es sich wählen.</translation>
        </message>
        <message>
            <source>New</source>
            <translation>Neu</translation>
        </message>
        <message>
            <source>New box</source>
            <translation>Neue Box</translation>
        </message>
        <message>
            <source>New name</source>
            <translation>Neuer Name</translation>
        </message>
        <message>
            <source>New outline</source>
            <translation>Neuer Umriss</translation>
        </message>
        <message>
            <source>New point of {name}</source>
            <translation>Neuer Punkt von {name}</translation>
        </message>
        <message>
            <source>New {name}</source>
            <translation>Neu: {name}</translation>
        </message>
        <message>
            <source>New {what}</source>
            <translation>Neu: {what}</translation>
        </message>
        <message>
            <source>Next</source>
            <translation>Weiter</translation>
        </message>
        <message>
            <source>Next disagreement</source>
            <translation>Nächste Abweichung</translation>
        </message>
        <message>
            <source>Next not verified</source>
            <translation>Nächstes ungeprüftes</translation>
        </message>
        <message>
            <source>Next panel</source>
            <translation>Nächster Bereich</translation>
        </message>
        <message>
            <source>Next picture</source>
            <translation>Nächstes Bild</translation>
        </message>
        <message>
            <source>No GPU</source>
            <translation>Keine GPU</translation>
        </message>
        <message>
            <source>No class has the digit {digit}. The list of classes says which have one.</source>
            <translation>Keine Klasse hat die Ziffer {digit}. Die Liste der Klassen sagt, welche eine haben.</translation>
        </message>
        <message>
            <source>No class is called “{name}”.</source>
            <translation>Keine Klasse heißt „{name}“.</translation>
        </message>
        <message>
            <source>No class is called “{name}”. Try {example}.</source>
            <translation>Keine Klasse heißt „{name}“. Etwa {example}.</translation>
        </message>
        <message>
            <source>No classes yet. The first box you draw asks for one.</source>
            <translation>Noch keine Klassen. Die erste gezeichnete Box fragt nach einer.</translation>
        </message>
        <message>
            <source>No folder yet</source>
            <translation>Noch kein Ordner</translation>
        </message>
        <message>
            <source>No key</source>
            <translation>Keine Taste</translation>
        </message>
        <message>
            <source>No objects yet.</source>
            <translation>Noch keine Objekte.</translation>
        </message>
        <message>
            <source>No objects yet. Press {key} and drag to draw a box.</source>
            <translation>Noch keine Objekte. {key} drücken und ziehen zeichnet eine Box.</translation>
        </message>
        <message>
            <source>No picture matches “{text}” among “{only}”.</source>
            <translation>Kein Bild unter „{only}“ passt zu „{text}“.</translation>
        </message>
        <message>
            <source>No picture matches “{text}”.</source>
            <translation>Kein Bild passt zu „{text}“.</translation>
        </message>
        <message>
            <source>No picture pinned</source>
            <translation>Kein Bild angeheftet</translation>
        </message>
        <message>
            <source>No picture stands out.</source>
            <translation>Kein Bild fällt auf.</translation>
        </message>
        <message>
            <source>No pictures lie in the folder itself. The nearest lie in {place}.</source>
            <translation>Im Ordner selbst liegen keine Bilder. Die nächsten liegen in {place}.</translation>
        </message>
        <message>
            <source>No prediction of this folder is known yet.</source>
            <translation>Von diesem Ordner ist noch keine Vorhersage bekannt.</translation>
        </message>
        <message>
            <source>No predictions yet</source>
            <translation>Noch keine Vorhersagen</translation>
        </message>
        <message>
            <source>No problems</source>
            <translation>Keine Probleme</translation>
        </message>
        <message>
            <source>No report: it ended early, or its report was taken away</source>
            <translation>Kein Bericht: Er endete vorzeitig, oder der Bericht wurde entfernt</translation>
        </message>
        <message>
            <source>No run has changed what is predicted here yet.</source>
            <translation>Noch kein Lauf hat die Vorhersagen hier verändert.</translation>
        </message>
        <message>
            <source>No run of this folder was left unfinished.</source>
            <translation>Kein Lauf dieses Ordners blieb unvollendet.</translation>
        </message>
        <message>
            <source>No runs of this folder are kept yet. Train a network; its settings, curve, checkpoint and report stay here.</source>
            <translation>Noch sind keine Läufe dieses Ordners aufgehoben. Ein Netz trainieren; Einstellungen, Kurve, Checkpoint und Bericht bleiben hier.</translation>
        </message>
        <message>
            <source>No saved versions of this picture's labels yet. They are kept from the first save on, the last 20.</source>
            <translation>Noch keine gespeicherten Versionen der Label dieses Bildes. Ab dem ersten Speichern werden die letzten 20 aufgehoben.</translation>
        </message>
        <message>
            <source>No scores yet</source>
            <translation>Noch keine Ergebnisse</translation>
        </message>
        <message>
            <source>No unverified picture follows in the list.</source>
            <translation>In der Liste folgt kein ungeprüftes Bild mehr.</translation>
        </message>
        <message>
            <source>None is above {score}: nothing was added.</source>
            <translation>Keine liegt über {score}: nichts wurde hinzugefügt.</translation>
        </message>
        <message>
            <source>Not checked yet</source>
            <translation>Noch nicht geprüft</translation>
        </message>
        <message>
            <source>Not every label has been read yet; try again when it has.</source>
            <translation>Noch sind nicht alle Label gelesen; danach noch einmal versuchen.</translation>
        </message>
        <message>
            <source>Not known yet: every picture has to be looked at twice, as it is and mirrored.</source>
            <translation>Noch nicht bekannt: jedes Bild muss zweimal angesehen werden, wie es ist und gespiegelt.</translation>
        </message>
        <message>
            <source>Not known yet: networks that never saw a picture have to judge its label, which takes minutes.</source>
            <translation>Noch nicht bekannt: Netze, die ein Bild nie sahen, müssen sein Label beurteilen, was Minuten dauert.</translation>
        </message>
        <message>
            <source>Not known yet: the masks of all pictures have to be compared.</source>
            <translation>Noch nicht bekannt: die Masken aller Bilder müssen verglichen werden.</translation>
        </message>
        <message>
            <source>Not predicted yet</source>
            <translation>Noch nicht vorhergesagt</translation>
        </message>
        <message>
            <source>Not ranked.</source>
            <translation>Nicht geordnet.</translation>
        </message>
        <message>
            <source>Not touched</source>
            <translation>Unberührt</translation>
        </message>
        <message>
            <source>Nothing fits. Try fewer letters.</source>
            <translation>Nichts passt. Weniger Buchstaben versuchen.</translation>
        </message>
        <message>
            <source>Nothing has been overwritten.</source>
            <translation>Nichts wurde überschrieben.</translation>
        </message>
        <message>
            <source>Nothing is running</source>
            <translation>Nichts läuft</translation>
        </message>
        <message>
            <source>Nothing matches the filter</source>
            <translation>Nichts passt zum Filter</translation>
        </message>
        <message>
            <source>Nothing stands out.</source>
            <translation>Nichts fällt auf.</translation>
        </message>
        <message>
            <source>Nothing to redo</source>
            <translation>Nichts zu wiederholen</translation>
        </message>
        <message>
            <source>Nothing to save</source>
            <translation>Nichts zu speichern</translation>
        </message>
        <message>
            <source>Nothing to undo</source>
            <translation>Nichts rückgängig zu machen</translation>
        </message>
        <message>
            <source>Nothing was changed. A check can be begun again at any time.</source>
            <translation>Nichts wurde geändert. Eine Prüfung lässt sich jederzeit neu beginnen.</translation>
        </message>
        <message>
            <source>Nothing was found there. Nothing was painted.</source>
            <translation>Dort wurde nichts gefunden. Nichts wurde gemalt.</translation>
        </message>
        <message>
            <source>Nothing was predicted here. {delete} deletes the label, {reject} leaves it as it is.</source>
            <translation>Hier wurde nichts vorhergesagt. {delete} löscht das Label, {reject} lässt es, wie es ist.</translation>
        </message>
        <message>
            <source>Nudge 1 px (Shift 10 px, Alt one edge)</source>
            <translation>Um 1 px schieben (Umschalt 10 px, Alt eine Kante)</translation>
        </message>
        <message>
            <source>Number or name of a picture</source>
            <translation>Nummer oder Name eines Bildes</translation>
        </message>
        <message>
            <source>Numbers are pixels of all masks together; the report does not say in which pictures they lie.</source>
            <translation>Die Zahlen sind Pixel aller Masken zusammen; der Bericht sagt nicht, in welchen Bildern sie liegen.</translation>
        </message>
        <message>
            <source>Objects</source>
            <translation>Objekte</translation>
        </message>
        <message>
            <source>Objects of the picture</source>
            <translation>Objekte des Bildes</translation>
        </message>
        <message>
            <source>Objects, COCO AP</source>
            <translation>Objekte, COCO-AP</translation>
        </message>
        <message>
            <source>Objects, COCO AP50</source>
            <translation>Objekte, COCO-AP50</translation>
        </message>
        <message>
            <source>Objects, F1</source>
            <translation>Objekte, F1</translation>
        </message>
        <message>
            <source>Objects, mAP</source>
            <translation>Objekte, mAP</translation>
        </message>
        <message>
            <source>Of {recipe}. What is left alone stays as the recipe has it.</source>
            <translation>Von {recipe}. Was unberührt bleibt, ist wie im Rezept.</translation>
        </message>
        <message>
            <source>One picture has edits that were never saved.</source>
            <translation>Ein Bild hat Änderungen, die nie gespeichert wurden.</translation>
        </message>
        <message>
            <source>Only an object with an outline can be split into parts. Nothing was changed.</source>
            <translation>Nur ein Objekt mit Umriss lässt sich in Teile trennen. Nichts wurde geändert.</translation>
        </message>
        <message>
            <source>Open</source>
            <translation>Öffnen</translation>
        </message>
        <message>
            <source>Open a checkpoint</source>
            <translation>Checkpoint öffnen</translation>
        </message>
        <message>
            <source>Open a checkpoint or train one first</source>
            <translation>Zuerst einen Checkpoint öffnen oder trainieren</translation>
        </message>
        <message>
            <source>Open a folder and a checkpoint, or train one, to evaluate it.</source>
            <translation>Zum Auswerten einen Ordner und einen Checkpoint öffnen oder einen trainieren.</translation>
        </message>
        <message>
            <source>Open a folder first</source>
            <translation>Zuerst einen Ordner öffnen</translation>
        </message>
        <message>
            <source>Open a folder of pictures</source>
            <translation>Ordner mit Bildern öffnen</translation>
        </message>
        <message>
            <source>Open a folder of pictures to train on.</source>
            <translation>Zum Trainieren einen Ordner mit Bildern öffnen.</translation>
        </message>
        <message>
            <source>Open a folder to train on.</source>
            <translation>Zum Trainieren einen Ordner öffnen.</translation>
        </message>
        <message>
            <source>Open a folder with labels; its test part shows how good a network is.</source>
            <translation>Einen Ordner mit Labels öffnen; sein Testteil zeigt, wie gut ein Netz ist.</translation>
        </message>
        <message>
            <source>Open a folder, and its classes, boxes, pictures and masks are counted here.</source>
            <translation>Einen Ordner öffnen, und seine Klassen, Boxen, Bilder und Masken werden hier gezählt.</translation>
        </message>
        <message>
            <source>Open a picture first</source>
            <translation>Zuerst ein Bild öffnen</translation>
        </message>
        <message>
            <source>Open again</source>
            <translation>Wieder öffnen</translation>
        </message>
        <message>
            <source>Open checkpoint…</source>
            <translation>Checkpoint öffnen…</translation>
        </message>
        <message>
            <source>Open folder</source>
            <translation>Ordner öffnen</translation>
        </message>
        <message>
            <source>Open folder…</source>
            <translation>Ordner öffnen…</translation>
        </message>
        <message>
            <source>Open report</source>
            <translation>Bericht öffnen</translation>
        </message>
        <message>
            <source>Open that folder</source>
            <translation>Diesen Ordner öffnen</translation>
        </message>
        <message>
            <source>Open the sample</source>
            <translation>Beispiel öffnen</translation>
        </message>
        <message>
            <source>Open {name}</source>
            <translation>{name} öffnen</translation>
        </message>
        <message>
            <source>Opened lately</source>
            <translation>Zuletzt geöffnet</translation>
        </message>
        <message>
            <source>Opening the folder</source>
            <translation>Ordner öffnen</translation>
        </message>
        <message>
            <source>Opening {folder}</source>
            <translation>{folder} öffnen</translation>
        </message>
        <message>
            <source>Optimizer</source>
            <translation>Optimierer</translation>
        </message>
        <message>
            <source>Outlines</source>
            <translation>Umrisse</translation>
        </message>
        <message>
            <source>Over void</source>
            <translation>Über Leerraum</translation>
        </message>
        <message>
            <source>Overlap of the shown pair: intersection over union</source>
            <translation>Überlappung des gezeigten Paars: Schnitt durch Vereinigung</translation>
        </message>
        <message>
            <source>PASCAL VOC and Oxford-IIIT Pet labels are found by themselves; your pictures stay where they are.</source>
            <translation>Label von PASCAL VOC und Oxford-IIIT Pet werden von selbst gefunden; die Bilder bleiben, wo sie sind.</translation>
        </message>
        <message>
            <source>Paint</source>
            <translation>Malen</translation>
        </message>
        <message>
            <source>Paint over void</source>
            <translation>Leerraum übermalen</translation>
        </message>
        <message>
            <source>Paint over void, too: otherwise the border around objects stays</source>
            <translation>Auch Leerraum übermalen: sonst bleibt der Rand um Objekte stehen</translation>
        </message>
        <message>
            <source>Paint void</source>
            <translation>Leerraum malen</translation>
        </message>
        <message>
            <source>Paint {name}</source>
            <translation>{name} malen</translation>
        </message>
        <message>
            <source>Part of the folder</source>
            <translation>Teil des Ordners</translation>
        </message>
        <message>
            <source>Paste</source>
            <translation>Einfügen</translation>
        </message>
        <message>
            <source>Patience</source>
            <translation>Geduld</translation>
        </message>
        <message>
            <source>Pause</source>
            <translation>Pause</translation>
        </message>
        <message>
            <source>Pets folder</source>
            <translation>Pets-Ordner</translation>
        </message>
        <message>
            <source>Picture</source>
            <translation>Bild</translation>
        </message>
        <message>
            <source>Picture as it is</source>
            <translation>Bild, wie es ist</translation>
        </message>
        <message>
            <source>Picture sizes</source>
            <translation>Bildgrößen</translation>
        </message>
        <message>
            <source>Pictures</source>
            <translation>Bilder</translation>
        </message>
        <message>
            <source>Pictures as training sees them</source>
            <translation>Bilder, wie das Training sie sieht</translation>
        </message>
        <message>
            <source>Pictures have changed since. The list stays as it is until you say so.</source>
            <translation>Seither haben sich Bilder geändert. Die Liste bleibt, wie sie ist, bis das gewünscht wird.</translation>
        </message>
        <message>
            <source>Pictures learnt from at once</source>
            <translation>Bilder, aus denen auf einmal gelernt wird</translation>
        </message>
        <message>
            <source>Pictures to train on</source>
            <translation>Bilder zum Trainieren</translation>
        </message>
        <message>
            <source>Pin</source>
            <translation>Anheften</translation>
        </message>
        <message>
            <source>Pin this picture</source>
            <translation>Dieses Bild anheften</translation>
        </message>
        <message>
            <source>Pinned picture</source>
            <translation>Angeheftetes Bild</translation>
        </message>
        <message>
            <source>Pixel accuracy</source>
            <translation>Pixelgenauigkeit</translation>
        </message>
        <message>
            <source>Pixels from {name}</source>
            <translation>Pixel aus {name}</translation>
        </message>
        <message>
            <source>Pixels of masks</source>
            <translation>Pixel der Masken</translation>
        </message>
        <message>
            <source>Pixels of the picture that the brush is wide ([ and ])</source>
            <translation>Breite des Pinsels in Pixeln des Bildes ([ und ])</translation>
        </message>
        <message>
            <source>Placing the digits</source>
            <translation>Ziffern platzieren</translation>
        </message>
        <message>
            <source>Plain+mirrored predicts a picture and its mirror image and says the mean, in twice the time</source>
            <translation>Plain+mirrored sagt ein Bild und sein Spiegelbild vorher und nennt das Mittel, in doppelter Zeit</translation>
        </message>
        <message>
            <source>Points do not snap to neighbours</source>
            <translation>Punkte rasten nicht an Nachbarn ein</translation>
        </message>
        <message>
            <source>Polygon from the box of {name}</source>
            <translation>Polygon aus der Box von {name}</translation>
        </message>
        <message>
            <source>Polygon from the pixels of {name}</source>
            <translation>Polygon aus den Pixeln von {name}</translation>
        </message>
        <message>
            <source>Precision</source>
            <translation>Genauigkeit</translation>
        </message>
        <message>
            <source>Precision and recall</source>
            <translation>Genauigkeit und Trefferquote</translation>
        </message>
        <message>
            <source>Precision and recall, and the confidence between them</source>
            <translation>Genauigkeit und Trefferquote, dazwischen die Konfidenz</translation>
        </message>
        <message>
            <source>Predict</source>
            <translation>Vorhersagen</translation>
        </message>
        <message>
            <source>Predict again</source>
            <translation>Neu vorhersagen</translation>
        </message>
        <message>
            <source>Predict the shown picture after each epoch of the next run</source>
            <translation>Das gezeigte Bild nach jeder Epoche des nächsten Laufs vorhersagen</translation>
        </message>
        <message>
            <source>Predict this folder</source>
            <translation>Diesen Ordner vorhersagen</translation>
        </message>
        <message>
            <source>Predict this folder with what the run has learnt</source>
            <translation>Diesen Ordner mit dem vorhersagen, was der Lauf gelernt hat</translation>
        </message>
        <message>
            <source>Predicting {name}</source>
            <translation>{name} vorhersagen</translation>
        </message>
        <message>
            <source>Prediction</source>
            <translation>Vorhersage</translation>
        </message>
        <message>
            <source>Predictions are on their way; then the list is sorted.</source>
            <translation>Vorhersagen sind unterwegs; dann wird die Liste sortiert.</translation>
        </message>
        <message>
            <source>Press others.</source>
            <translation>Andere drücken.</translation>
        </message>
        <message>
            <source>Press the keys for “{action}”. Esc leaves them as they are.</source>
            <translation>Die Tasten für „{action}“ drücken. Esc lässt sie, wie sie sind.</translation>
        </message>
        <message>
            <source>Pretrained weights are taken from {folder}. Start tries again.</source>
            <translation>Vortrainierte Gewichte kommen aus {folder}. „Starten“ versucht es neu.</translation>
        </message>
        <message>
            <source>Preview augmentations…</source>
            <translation>Augmentierungen ansehen…</translation>
        </message>
        <message>
            <source>Previous disagreement</source>
            <translation>Vorige Abweichung</translation>
        </message>
        <message>
            <source>Previous picture</source>
            <translation>Voriges Bild</translation>
        </message>
        <message>
            <source>Probably mislabelled</source>
            <translation>Wohl falsch gelabelt</translation>
        </message>
        <message>
            <source>Problems</source>
            <translation>Probleme</translation>
        </message>
        <message>
            <source>Problems of the folder</source>
            <translation>Probleme des Ordners</translation>
        </message>
        <message>
            <source>Put “{panel}” away</source>
            <translation>„{panel}“ wegräumen</translation>
        </message>
        <message>
            <source>Quit</source>
            <translation>Beenden</translation>
        </message>
        <message>
            <source>Rank</source>
            <translation>Ordnen</translation>
        </message>
        <message>
            <source>Ranking…</source>
            <translation>Ordne …</translation>
        </message>
        <message>
            <source>Rate end to end</source>
            <translation>Rate im Ganzen</translation>
        </message>
        <message>
            <source>Rate of the heads</source>
            <translation>Rate der Köpfe</translation>
        </message>
        <message>
            <source>Reached</source>
            <translation>Erreicht</translation>
        </message>
        <message>
            <source>Read as {first}-based</source>
            <translation>Ab {first} gezählt lesen</translation>
        </message>
        <message>
            <source>Reading labels</source>
            <translation>Label lesen</translation>
        </message>
        <message>
            <source>Reading predictions</source>
            <translation>Vorhersagen lesen</translation>
        </message>
        <message>
            <source>Reading runs</source>
            <translation>Läufe lesen</translation>
        </message>
        <message>
            <source>Reading the labels</source>
            <translation>Label lesen</translation>
        </message>
        <message>
            <source>Reading the picture</source>
            <translation>Bild lesen</translation>
        </message>
        <message>
            <source>Recall</source>
            <translation>Trefferquote</translation>
        </message>
        <message>
            <source>Recipe</source>
            <translation>Rezept</translation>
        </message>
        <message>
            <source>Recipe or checkpoint to start from</source>
            <translation>Rezept oder Checkpoint, mit dem es beginnt</translation>
        </message>
        <message>
            <source>Recolour</source>
            <translation>Umfärben</translation>
        </message>
        <message>
            <source>Recolour {name}</source>
            <translation>{name} umfärben</translation>
        </message>
        <message>
            <source>Redo</source>
            <translation>Wiederholen</translation>
        </message>
        <message>
            <source>Regressed</source>
            <translation>Verschlechtert</translation>
        </message>
        <message>
            <source>Reject</source>
            <translation>Ablehnen</translation>
        </message>
        <message>
            <source>Reject: leave the label as it is</source>
            <translation>Ablehnen: Label lassen, wie es ist</translation>
        </message>
        <message>
            <source>Rename</source>
            <translation>Umbenennen</translation>
        </message>
        <message>
            <source>Rename {old} to {new}</source>
            <translation>{old} in {new} umbenennen</translation>
        </message>
        <message>
            <source>Rename {what}</source>
            <translation>{what} umbenennen</translation>
        </message>
        <message>
            <source>Rename, merge or recolour a class</source>
            <translation>Klasse umbenennen, vereinigen oder umfärben</translation>
        </message>
        <message>
            <source>Rename, merge or recolour a class…</source>
            <translation>Klasse umbenennen, vereinigen oder umfärben…</translation>
        </message>
        <message>
            <source>Renamed {old} to {new}</source>
            <translation>{old} in {new} umbenannt</translation>
        </message>
        <message>
            <source>Report copied</source>
            <translation>Bericht kopiert</translation>
        </message>
        <message>
            <source>Reset</source>
            <translation>Zurücksetzen</translation>
        </message>
        <message>
            <source>Reset all</source>
            <translation>Alle zurücksetzen</translation>
        </message>
        <message>
            <source>Resize {what}</source>
            <translation>Größe ändern: {what}</translation>
        </message>
        <message>
            <source>Restore</source>
            <translation>Wiederherstellen</translation>
        </message>
        <message>
            <source>Restore the mask of {time}</source>
            <translation>Maske von {time} wiederherstellen</translation>
        </message>
        <message>
            <source>Restore the version of {time}</source>
            <translation>Version von {time} wiederherstellen</translation>
        </message>
        <message>
            <source>Restore this version</source>
            <translation>Diese Version wiederherstellen</translation>
        </message>
        <message>
            <source>Restore unsaved edits</source>
            <translation>Ungespeicherte Änderungen wiederherstellen</translation>
        </message>
        <message>
            <source>Restored edits can be undone.</source>
            <translation>Wiederhergestellte Änderungen lassen sich rückgängig machen.</translation>
        </message>
        <message>
            <source>Resume</source>
            <translation>Fortsetzen</translation>
        </message>
        <message>
            <source>Resume run {number}</source>
            <translation>Lauf {number} fortsetzen</translation>
        </message>
        <message>
            <source>Retrain</source>
            <translation>Nachtrainieren</translation>
        </message>
        <message>
            <source>Run</source>
            <translation>Lauf</translation>
        </message>
        <message>
            <source>Run {number} has ended. Its scores are in Evaluate.</source>
            <translation>Lauf {number} ist zu Ende. Seine Ergebnisse stehen unter „Auswerten“.</translation>
        </message>
        <message>
            <source>Run {number} is being learnt in another window. Stop it there first.</source>
            <translation>Lauf {number} trainiert in einem anderen Fenster. Zuerst dort anhalten.</translation>
        </message>
        <message>
            <source>Run {number} is being stopped.</source>
            <translation>Lauf {number} wird angehalten.</translation>
        </message>
        <message>
            <source>Run {number} is deleted. Pictures and labels are as they were.</source>
            <translation>Lauf {number} ist gelöscht. Bilder und Label sind, wie sie waren.</translation>
        </message>
        <message>
            <source>Run {number} is paused.</source>
            <translation>Lauf {number} pausiert.</translation>
        </message>
        <message>
            <source>Run {number} is starting.</source>
            <translation>Lauf {number} beginnt.</translation>
        </message>
        <message>
            <source>Run {number} is still on</source>
            <translation>Lauf {number} trainiert noch</translation>
        </message>
        <message>
            <source>Run {number} is still on. Rank when it has ended.</source>
            <translation>Lauf {number} trainiert noch. Ordnen geht danach.</translation>
        </message>
        <message>
            <source>Run {number} is still on. Stop it first.</source>
            <translation>Lauf {number} trainiert noch. Zuerst anhalten.</translation>
        </message>
        <message>
            <source>Run {number} is still on. Stop it in the Train tab first.</source>
            <translation>Lauf {number} trainiert noch. Zuerst unter „Training“ anhalten.</translation>
        </message>
        <message>
            <source>Run {number} is still on; it is evaluated by itself when it ends.</source>
            <translation>Lauf {number} trainiert noch; am Ende wird er von selbst ausgewertet.</translation>
        </message>
        <message>
            <source>Run {number} is still training.</source>
            <translation>Lauf {number} trainiert noch.</translation>
        </message>
        <message>
            <source>Run {number} on {folder} has ended. Its report is in {place}.</source>
            <translation>Lauf {number} auf {folder} ist zu Ende. Sein Bericht liegt in {place}.</translation>
        </message>
        <message>
            <source>Run {number} was stopped.</source>
            <translation>Lauf {number} wurde angehalten.</translation>
        </message>
        <message>
            <source>Run {sign}</source>
            <translation>Lauf {sign}</translation>
        </message>
        <message>
            <source>Runs</source>
            <translation>Läufe</translation>
        </message>
        <message>
            <source>Runs of this folder</source>
            <translation>Läufe dieses Ordners</translation>
        </message>
        <message>
            <source>SGD's, and AdamW's first beta</source>
            <translation>Von SGD, und das erste Beta von AdamW</translation>
        </message>
        <message>
            <source>Save</source>
            <translation>Speichern</translation>
        </message>
        <message>
            <source>Save all labels</source>
            <translation>Alle Label speichern</translation>
        </message>
        <message>
            <source>Save labels</source>
            <translation>Label speichern</translation>
        </message>
        <message>
            <source>Save when leaving a picture</source>
            <translation>Beim Verlassen eines Bildes speichern</translation>
        </message>
        <message>
            <source>Save writes them into the label files.</source>
            <translation>Speichern schreibt sie in die Labeldateien.</translation>
        </message>
        <message>
            <source>Saved versions, newest first</source>
            <translation>Gespeicherte Versionen, die neueste zuerst</translation>
        </message>
        <message>
            <source>Saved {time}</source>
            <translation>Gespeichert {time}</translation>
        </message>
        <message>
            <source>Schedule</source>
            <translation>Verlauf der Rate</translation>
        </message>
        <message>
            <source>Score at least</source>
            <translation>Konfidenz mindestens</translation>
        </message>
        <message>
            <source>Score from which on predictions are accepted</source>
            <translation>Konfidenz, ab der Vorhersagen angenommen werden</translation>
        </message>
        <message>
            <source>Scores</source>
            <translation>Ergebnisse</translation>
        </message>
        <message>
            <source>Scoring</source>
            <translation>Bewerten</translation>
        </message>
        <message>
            <source>Scroll, sideways</source>
            <translation>Rollen, seitwärts</translation>
        </message>
        <message>
            <source>Search</source>
            <translation>Suchen</translation>
        </message>
        <message>
            <source>Search actions and keys</source>
            <translation>Aktionen und Tasten suchen</translation>
        </message>
        <message>
            <source>Search pictures</source>
            <translation>Bilder suchen</translation>
        </message>
        <message>
            <source>Search pictures by name, or by conditions such as missed&gt;0</source>
            <translation>Bilder nach Namen suchen, oder nach Bedingungen wie missed&gt;0</translation>
        </message>
        <message>
            <source>See</source>
            <translation>Sehen</translation>
        </message>
        <message>
            <source>See how {name} does on the part of this folder that nothing was learnt from.</source>
            <translation>Sehen, wie gut {name} auf dem Teil dieses Ordners ist, aus dem nichts gelernt wurde.</translation>
        </message>
        <message>
            <source>See what a network says of these pictures. Train one, or open its checkpoint.</source>
            <translation>Sehen, was ein Netz zu diesen Bildern sagt. Eines trainieren oder seinen Checkpoint öffnen.</translation>
        </message>
        <message>
            <source>See what the network says of these pictures.</source>
            <translation>Sehen, was das Netz zu diesen Bildern sagt.</translation>
        </message>
        <message>
            <source>Seeing how sure the figures are</source>
            <translation>Sicherheit der Werte ermitteln</translation>
        </message>
        <message>
            <source>Select</source>
            <translation>Auswählen</translation>
        </message>
        <message>
            <source>Select a box first</source>
            <translation>Zuerst eine Box auswählen</translation>
        </message>
        <message>
            <source>Select all objects</source>
            <translation>Alle Objekte auswählen</translation>
        </message>
        <message>
            <source>Select another, too</source>
            <translation>Ein weiteres dazu auswählen</translation>
        </message>
        <message>
            <source>Select two objects or more to merge them: Shift+click selects another.</source>
            <translation>Zum Vereinigen zwei oder mehr Objekte auswählen: Umschalt+Klick wählt ein weiteres.</translation>
        </message>
        <message>
            <source>Select what is framed</source>
            <translation>Auswählen, was im Rahmen liegt</translation>
        </message>
        <message>
            <source>Set the class</source>
            <translation>Klasse setzen</translation>
        </message>
        <message>
            <source>Share of row</source>
            <translation>Anteil der Zeile</translation>
        </message>
        <message>
            <source>Shift+click</source>
            <translation>Umschalt+Klick</translation>
        </message>
        <message>
            <source>Show</source>
            <translation>Zeigen</translation>
        </message>
        <message>
            <source>Show all</source>
            <translation>Alle zeigen</translation>
        </message>
        <message>
            <source>Show all classes</source>
            <translation>Alle Klassen zeigen</translation>
        </message>
        <message>
            <source>Show all pictures of the list {title}</source>
            <translation>Alle Bilder der Liste „{title}“ zeigen</translation>
        </message>
        <message>
            <source>Show both</source>
            <translation>Beide zeigen</translation>
        </message>
        <message>
            <source>Show both: yours solid, theirs dashed.</source>
            <translation>Beide zeigen: Ihre durchgezogen, die anderen gestrichelt.</translation>
        </message>
        <message>
            <source>Show in folder</source>
            <translation>Im Ordner zeigen</translation>
        </message>
        <message>
            <source>Show the log</source>
            <translation>Protokoll zeigen</translation>
        </message>
        <message>
            <source>Show the tour</source>
            <translation>Tour zeigen</translation>
        </message>
        <message>
            <source>Side by side</source>
            <translation>Nebeneinander</translation>
        </message>
        <message>
            <source>Size</source>
            <translation>Größe</translation>
        </message>
        <message>
            <source>Smaller brush</source>
            <translation>Kleinerer Pinsel</translation>
        </message>
        <message>
            <source>Solid is what a person drew, dashed what the network sees. Hold H to hide both.</source>
            <translation>Durchgezogen ist, was ein Mensch gezeichnet hat, gestrichelt, was das Netz sieht. H gedrückt halten blendet beides aus.</translation>
        </message>
        <message>
            <source>Sort again</source>
            <translation>Neu sortieren</translation>
        </message>
        <message>
            <source>Sort: {order}</source>
            <translation>Sortiert: {order}</translation>
        </message>
        <message>
            <source>Sorted by: {order}. Choose another order</source>
            <translation>Sortiert nach: {order}. Andere Ordnung wählen</translation>
        </message>
        <message>
            <source>Split the object into its parts</source>
            <translation>Objekt in seine Teile trennen</translation>
        </message>
        <message>
            <source>Split {name}</source>
            <translation>{name} trennen</translation>
        </message>
        <message>
            <source>Start</source>
            <translation>Starten</translation>
        </message>
        <message>
            <source>Start the run  Enter</source>
            <translation>Den Lauf starten  Eingabe</translation>
        </message>
        <message>
            <source>Starting to evaluate</source>
            <translation>Auswertung beginnt</translation>
        </message>
        <message>
            <source>Starting to export</source>
            <translation>Export beginnt</translation>
        </message>
        <message>
            <source>Starting to predict</source>
            <translation>Vorhersage beginnt</translation>
        </message>
        <message>
            <source>Starting…</source>
            <translation>Beginnt …</translation>
        </message>
        <message>
            <source>Statistics</source>
            <translation>Statistik</translation>
        </message>
        <message>
            <source>Stay</source>
            <translation>Bleiben</translation>
        </message>
        <message>
            <source>Steps</source>
            <translation>Schritte</translation>
        </message>
        <message>
            <source>Stop</source>
            <translation>Anhalten</translation>
        </message>
        <message>
            <source>Stop and close</source>
            <translation>Anhalten und schließen</translation>
        </message>
        <message>
            <source>Stopped</source>
            <translation>Angehalten</translation>
        </message>
        <message>
            <source>Stopped. Not every label has been read: counts and searches do without them.</source>
            <translation>Angehalten. Nicht alle Label sind gelesen: Zählen und Suchen gehen ohne sie.</translation>
        </message>
        <message>
            <source>Stopped. Nothing was changed; it can be counted again at any time.</source>
            <translation>Angehalten. Nichts wurde geändert; es lässt sich jederzeit neu zählen.</translation>
        </message>
        <message>
            <source>Stopped. The list holds the first {count} pictures only.</source>
            <translation>Angehalten. Die Liste enthält nur die ersten {count} Bilder.</translation>
        </message>
        <message>
            <source>Stopped. The order stays as it was.</source>
            <translation>Angehalten. Die Ordnung bleibt, wie sie war.</translation>
        </message>
        <message>
            <source>Stopped. Which pictures train and which test is not known for that.</source>
            <translation>Angehalten. Darum ist nicht bekannt, welche Bilder zum Training und welche zum Test gehören.</translation>
        </message>
        <message>
            <source>Stopped: {left}.</source>
            <translation>Angehalten: {left}.</translation>
        </message>
        <message>
            <source>Stops within 5 s and leaves a checkpoint to resume from</source>
            <translation>Hält innerhalb von 5 s an und lässt einen Checkpoint zum Fortsetzen</translation>
        </message>
        <message>
            <source>Swipe</source>
            <translation>Wischen</translation>
        </message>
        <message>
            <source>System language</source>
            <translation>Wie das System</translation>
        </message>
        <message>
            <source>System theme</source>
            <translation>Wie das System</translation>
        </message>
        <message>
            <source>Take it</source>
            <translation>Nehmen</translation>
        </message>
        <message>
            <source>Take the confidence at which precision and recall together are largest</source>
            <translation>Die Konfidenz nehmen, bei der Genauigkeit und Trefferquote zusammen am größten sind</translation>
        </message>
        <message>
            <source>Take the first pixel of a row or column for number {first} in this folder's label files. The files stay as they are; the choice is remembered.</source>
            <translation>Das erste Pixel einer Zeile oder Spalte gilt in den Labeldateien dieses Ordners als Nummer {first}. Die Dateien bleiben, wie sie sind; die Wahl wird gemerkt.</translation>
        </message>
        <message>
            <source>Take the network's mask in the box</source>
            <translation>Maske des Netzes in der Box nehmen</translation>
        </message>
        <message>
            <source>Take theirs</source>
            <translation>Fremde nehmen</translation>
        </message>
        <message>
            <source>Take theirs: you can undo it.</source>
            <translation>Fremde nehmen: Das lässt sich rückgängig machen.</translation>
        </message>
        <message>
            <source>Take theirs: your edits go, and the picture is shown without labels.</source>
            <translation>Fremde nehmen: Ihre Änderungen gehen verloren, und das Bild erscheint ohne Labels.</translation>
        </message>
        <message>
            <source>Take these</source>
            <translation>Übernehmen</translation>
        </message>
        <message>
            <source>Take this rate</source>
            <translation>Diese Rate nehmen</translation>
        </message>
        <message>
            <source>Take what is on disk</source>
            <translation>Nehmen, was auf der Platte liegt</translation>
        </message>
        <message>
            <source>Take “verified” back</source>
            <translation>„Geprüft“ zurücknehmen</translation>
        </message>
        <message>
            <source>Takes these, then tries rising learning rates and suggests one</source>
            <translation>Übernimmt diese, probiert dann steigende Lernraten aus und schlägt eine vor</translation>
        </message>
        <message>
            <source>Taller</source>
            <translation>Höher</translation>
        </message>
        <message>
            <source>Test</source>
            <translation>Test</translation>
        </message>
        <message>
            <source>That was the first of the list.</source>
            <translation>Das war die erste der Liste.</translation>
        </message>
        <message>
            <source>That was the last disagreement of the list.</source>
            <translation>Das war die letzte Abweichung der Liste.</translation>
        </message>
        <message>
            <source>The class that is painted (1-9; 0 paints void)</source>
            <translation>Die Klasse, die gemalt wird (1-9; 0 malt Leerraum)</translation>
        </message>
        <message>
            <source>The class {name} has another colour.</source>
            <translation>Die Klasse {name} hat eine andere Farbe.</translation>
        </message>
        <message>
            <source>The conversion was stopped. {folder} is unfinished and can be deleted.</source>
            <translation>Die Umwandlung wurde angehalten. {folder} ist unvollständig und kann gelöscht werden.</translation>
        </message>
        <message>
            <source>The copy is made: {folder}.</source>
            <translation>Die Kopie ist fertig: {folder}.</translation>
        </message>
        <message>
            <source>The copy was stopped. What there is of it lies in {folder}; delete it.</source>
            <translation>Das Kopieren wurde abgebrochen. Was davon da ist, liegt in {folder}; löschen Sie es.</translation>
        </message>
        <message>
            <source>The copy was stopped; nothing of it is left.</source>
            <translation>Das Kopieren wurde abgebrochen; davon ist nichts übrig.</translation>
        </message>
        <message>
            <source>The curves of a run appear here. The pinned picture is predicted anew after each epoch.</source>
            <translation>Hier erscheinen die Kurven eines Laufs. Das angeheftete Bild wird nach jeder Epoche neu vorhergesagt.</translation>
        </message>
        <message>
            <source>The first {count} pictures</source>
            <translation>Die ersten {count} Bilder</translation>
        </message>
        <message>
            <source>The folder could not be checked</source>
            <translation>Der Ordner ließ sich nicht prüfen</translation>
        </message>
        <message>
            <source>The folder could not be predicted: {why}</source>
            <translation>Der Ordner ließ sich nicht vorhersagen: {why}</translation>
        </message>
        <message>
            <source>The folder has no list {part}.</source>
            <translation>Der Ordner hat keine Liste {part}.</translation>
        </message>
        <message>
            <source>The folder has no list {part}. Try {known}.</source>
            <translation>Der Ordner hat keine Liste {part}. Etwa {known}.</translation>
        </message>
        <message>
            <source>The folder has no lists; its parts are being told.</source>
            <translation>Der Ordner hat keine Listen; seine Teile werden bestimmt.</translation>
        </message>
        <message>
            <source>The folder is not counted. {why}</source>
            <translation>Der Ordner ist nicht gezählt. {why}</translation>
        </message>
        <message>
            <source>The folder is still being listed. Try again in a moment.</source>
            <translation>Der Ordner wird noch aufgelistet. Gleich noch einmal versuchen.</translation>
        </message>
        <message>
            <source>The folder {name} is open in another window ({who}, since {since}). You can work in both: what one saves the other notices, and nothing is overwritten unasked.</source>
            <translation>Der Ordner {name} ist in einem anderen Fenster offen ({who}, seit {since}). In beiden lässt sich arbeiten: Was eines speichert, bemerkt das andere, und nichts wird ungefragt überschrieben.</translation>
        </message>
        <message>
            <source>The keys this program comes with.</source>
            <translation>Die Tasten, mit denen dieses Programm kommt.</translation>
        </message>
        <message>
            <source>The labels are still being read.</source>
            <translation>Die Label werden noch gelesen.</translation>
        </message>
        <message>
            <source>The labels of this picture cannot be used. Its file will not be overwritten.</source>
            <translation>Die Label dieses Bildes sind unbrauchbar. Die Datei wird nicht überschrieben.</translation>
        </message>
        <message>
            <source>The labels of {number} pictures are still to be written.</source>
            <translation>Die Labels von {number} Bildern sind noch zu schreiben.</translation>
        </message>
        <message>
            <source>The language changes at the next start.</source>
            <translation>Die Sprache wechselt beim nächsten Start.</translation>
        </message>
        <message>
            <source>The loss falls fastest at a rate {what} of {rate}.</source>
            <translation>Am schnellsten fällt der Verlust bei einer Rate {what} von {rate}.</translation>
        </message>
        <message>
            <source>The main figures, and each class</source>
            <translation>Die wichtigsten Werte und jede Klasse</translation>
        </message>
        <message>
            <source>The network found no object in the measured pictures, so there is no curve. Train it for longer, or on more pictures.</source>
            <translation>Das Netz hat in den gemessenen Bildern kein Objekt gefunden, darum gibt es keine Kurve. Trainieren Sie es länger oder mit mehr Bildern.</translation>
        </message>
        <message>
            <source>The network sees no {name} in this box. Nothing was painted.</source>
            <translation>Das Netz sieht in dieser Box kein {name}. Nichts wurde gemalt.</translation>
        </message>
        <message>
            <source>The network's prediction has no mask of {name} here.</source>
            <translation>Die Vorhersage des Netzes hat hier keine Maske von {name}.</translation>
        </message>
        <message>
            <source>The order of the pictures. D, A and Space go by it.</source>
            <translation>Die Ordnung der Bilder. D, A und Leertaste folgen ihr.</translation>
        </message>
        <message>
            <source>The parts into which a new run would divide the folder. Marks in the bars: the share in the whole folder</source>
            <translation>Die Teile, in die ein neuer Lauf den Ordner teilen würde. Marken in den Balken: der Anteil im ganzen Ordner</translation>
        </message>
        <message>
            <source>The picture cannot be read.</source>
            <translation>Das Bild lässt sich nicht lesen.</translation>
        </message>
        <message>
            <source>The picture is shown as it is</source>
            <translation>Das Bild wird gezeigt, wie es ist</translation>
        </message>
        <message>
            <source>The picture is shown without labels; the file will not be overwritten.</source>
            <translation>Das Bild wird ohne Label gezeigt; die Datei wird nicht überschrieben.</translation>
        </message>
        <message>
            <source>The picture takes {key} itself.</source>
            <translation>{key} braucht das Bild selbst.</translation>
        </message>
        <message>
            <source>The program made a mistake of its own.</source>
            <translation>Das Programm hat selbst einen Fehler gemacht.</translation>
        </message>
        <message>
            <source>The recipe's own</source>
            <translation>Die des Rezepts</translation>
        </message>
        <message>
            <source>The run ended by a fault of the program: {fault}.</source>
            <translation>Der Lauf endete durch einen Fehler des Programms: {fault}.</translation>
        </message>
        <message>
            <source>The run keeps its last checkpoint (epoch {epoch}).</source>
            <translation>Der Lauf behält seinen letzten Checkpoint (Epoche {epoch}).</translation>
        </message>
        <message>
            <source>The run predicts the picture that was pinned when it started</source>
            <translation>Der Lauf sagt das Bild vorher, das bei seinem Beginn angeheftet war</translation>
        </message>
        <message>
            <source>The scores could not be measured: {why}</source>
            <translation>Die Ergebnisse ließen sich nicht messen: {why}</translation>
        </message>
        <message>
            <source>The scores follow by themselves when run {number} has ended.</source>
            <translation>Die Ergebnisse folgen von selbst, wenn Lauf {number} zu Ende ist.</translation>
        </message>
        <message>
            <source>The share of the epochs in which the learning rate rises</source>
            <translation>Der Anteil der Epochen, in denen die Lernrate steigt</translation>
        </message>
        <message>
            <source>Their label files are written now, and you can undo it as one step.</source>
            <translation>Ihre Labeldateien werden jetzt geschrieben; es lässt sich als ein Schritt rückgängig machen.</translation>
        </message>
        <message>
            <source>Theme</source>
            <translation>Farben</translation>
        </message>
        <message>
            <source>There are no classes yet. The first box you draw asks for one.</source>
            <translation>Es gibt noch keine Klassen. Die erste gezeichnete Box fragt nach einer.</translation>
        </message>
        <message>
            <source>There are no objects on the clipboard. Select some and copy them first.</source>
            <translation>In der Zwischenablage sind keine Objekte. Zuerst welche auswählen und kopieren.</translation>
        </message>
        <message>
            <source>There are no predictions to compare with. Train a network or open a checkpoint first.</source>
            <translation>Es gibt keine Vorhersagen zum Vergleich. Zuerst ein Netz trainieren oder einen Checkpoint öffnen.</translation>
        </message>
        <message>
            <source>There are no predictions yet. Predict this folder first.</source>
            <translation>Es gibt noch keine Vorhersagen. Zuerst diesen Ordner vorhersagen.</translation>
        </message>
        <message>
            <source>There is no picture before this one in the list.</source>
            <translation>In der Liste steht kein Bild vor diesem.</translation>
        </message>
        <message>
            <source>There is no prediction to take here</source>
            <translation>Hier ist keine Vorhersage zum Annehmen</translation>
        </message>
        <message>
            <source>They are from {time}.</source>
            <translation>Sie sind von {time}.</translation>
        </message>
        <message>
            <source>They are kept until they can be restored.</source>
            <translation>Sie bleiben, bis sie sich wiederherstellen lassen.</translation>
        </message>
        <message>
            <source>This class</source>
            <translation>Diese Klasse</translation>
        </message>
        <message>
            <source>This folder has no place for masks: its label files are boxes. Nothing was changed.</source>
            <translation>Dieser Ordner hat keinen Platz für Masken: Seine Labeldateien sind Boxen. Nichts wurde geändert.</translation>
        </message>
        <message>
            <source>This folder keeps outlines as pixels: a polygon is saved in the mask, with its box in the label file.</source>
            <translation>Dieser Ordner hält Umrisse als Pixel: Ein Polygon wird in der Maske gespeichert, seine Box in der Labeldatei.</translation>
        </message>
        <message>
            <source>This folder's label files hold boxes alone: of a polygon its box is saved, its points are lost.</source>
            <translation>Die Labeldateien dieses Ordners halten nur Boxen: Von einem Polygon wird die Box gespeichert, die Punkte gehen verloren.</translation>
        </message>
        <message>
            <source>This is a {format} folder: it can be looked at and learnt from, not changed.</source>
            <translation>Das ist ein {format}-Ordner: Er lässt sich ansehen und zum Lernen nutzen, nicht ändern.</translation>
        </message>
        <message>
            <source>This is the first picture of the list.</source>
            <translation>Das ist das erste Bild der Liste.</translation>
        </message>
        <message>
            <source>This is the last picture of the list.</source>
            <translation>Das ist das letzte Bild der Liste.</translation>
        </message>
        <message>
            <source>This network finds no objects that could be counted.</source>
            <translation>Dieses Netz findet keine Objekte, die man zählen könnte.</translation>
        </message>
        <message>
            <source>This order asks a network. Train one, or open its checkpoint.</source>
            <translation>Diese Ordnung fragt ein Netz. Eines trainieren, oder seinen Checkpoint öffnen.</translation>
        </message>
        <message>
            <source>This picture has no prediction</source>
            <translation>Dieses Bild hat keine Vorhersage</translation>
        </message>
        <message>
            <source>This picture is not verified</source>
            <translation>Dieses Bild ist nicht geprüft</translation>
        </message>
        <message>
            <source>This picture's labels cannot be edited</source>
            <translation>Die Label dieses Bildes lassen sich nicht bearbeiten</translation>
        </message>
        <message>
            <source>This report counts no confusion: its recipe names no class. Evaluate again to have masks and objects counted.</source>
            <translation>Dieser Bericht zählt keine Verwechslungen: Sein Rezept nennt keine Klasse. Neu auswerten zählt Masken und Objekte.</translation>
        </message>
        <message>
            <source>This report has no precision-recall curve: its recipe does not look for many objects in a picture, or the report is older than the curve. Evaluate again, or train a recipe for all objects.</source>
            <translation>Dieser Bericht hat keine Kurve von Genauigkeit und Trefferquote: Sein Rezept sucht nicht viele Objekte in einem Bild, oder der Bericht ist älter als die Kurve. Neu auswerten oder ein Rezept für alle Objekte trainieren.</translation>
        </message>
        <message>
            <source>Together</source>
            <translation>Zusammen</translation>
        </message>
        <message>
            <source>Tolerance</source>
            <translation>Toleranz</translation>
        </message>
        <message>
            <source>Tools</source>
            <translation>Werkzeuge</translation>
        </message>
        <message>
            <source>Train</source>
            <translation>Training</translation>
        </message>
        <message>
            <source>Train a network</source>
            <translation>Ein Netz trainieren</translation>
        </message>
        <message>
            <source>Train a network or open a checkpoint first</source>
            <translation>Zuerst ein Netz trainieren oder einen Checkpoint öffnen</translation>
        </message>
        <message>
            <source>Train a network, and its scores appear here.</source>
            <translation>Ein Netz trainieren, und seine Ergebnisse erscheinen hier.</translation>
        </message>
        <message>
            <source>Train and evaluate</source>
            <translation>Trainieren und auswerten</translation>
        </message>
        <message>
            <source>Train from scratch</source>
            <translation>Von null an trainieren</translation>
        </message>
        <message>
            <source>Train on about {pictures} ({rest}), {time}. You can keep working.</source>
            <translation>Training: etwa {pictures} ({rest}), {time}. Sie können weiterarbeiten.</translation>
        </message>
        <message>
            <source>Train on {folder}: {pictures}, the labels are still being read.</source>
            <translation>Training auf {folder}: {pictures}, die Label werden noch gelesen.</translation>
        </message>
        <message>
            <source>Training</source>
            <translation>Training</translation>
        </message>
        <message>
            <source>Train…</source>
            <translation>Trainieren…</translation>
        </message>
        <message>
            <source>Trimap</source>
            <translation>Trimap</translation>
        </message>
        <message>
            <source>Truth</source>
            <translation>Wahrheit</translation>
        </message>
        <message>
            <source>Try the sample</source>
            <translation>Beispiel ausprobieren</translation>
        </message>
        <message>
            <source>Trying learning rates</source>
            <translation>Lernraten ausprobieren</translation>
        </message>
        <message>
            <source>Two runs beside each other, and the pictures that changed</source>
            <translation>Zwei Läufe nebeneinander und die Bilder, die sich geändert haben</translation>
        </message>
        <message>
            <source>Two runs with a report are needed to compare. Each run of this folder is kept; train once more.</source>
            <translation>Zum Vergleichen braucht es zwei Läufe mit Bericht. Jeder Lauf dieses Ordners wird aufgehoben; noch einmal trainieren.</translation>
        </message>
        <message>
            <source>Type a new name, choose another class to merge with, or another colour.</source>
            <translation>Einen neuen Namen schreiben, eine andere Klasse zum Vereinigen wählen oder eine andere Farbe.</translation>
        </message>
        <message>
            <source>Undo</source>
            <translation>Rückgängig</translation>
        </message>
        <message>
            <source>Undone in {name}: {text}</source>
            <translation>Rückgängig in {name}: {text}</translation>
        </message>
        <message>
            <source>Undone: {text}, in {pictures}.</source>
            <translation>Rückgängig: {text} ({pictures}).</translation>
        </message>
        <message>
            <source>Unfinished: it can be gone on with</source>
            <translation>Unvollendet: kann fortgesetzt werden</translation>
        </message>
        <message>
            <source>Unfinished: it left no checkpoint</source>
            <translation>Unvollendet: kein Checkpoint vorhanden</translation>
        </message>
        <message>
            <source>Unsaved edits are there and could not be read: {why}</source>
            <translation>Ungespeicherte Änderungen sind da und ließen sich nicht lesen: {why}</translation>
        </message>
        <message>
            <source>Unsaved edits cannot be noted outside the folder ({why}). Save often: a crash would lose them.</source>
            <translation>Ungespeicherte Änderungen lassen sich nicht außerhalb des Ordners merken ({why}). Oft speichern: Bei einem Absturz gingen sie verloren.</translation>
        </message>
        <message>
            <source>Use this checkpoint</source>
            <translation>Checkpoint benutzen</translation>
        </message>
        <message>
            <source>Usual epochs</source>
            <translation>Übliche Epochen</translation>
        </message>
        <message>
            <source>VOC folder</source>
            <translation>VOC-Ordner</translation>
        </message>
        <message>
            <source>Validating</source>
            <translation>Validieren</translation>
        </message>
        <message>
            <source>Validation</source>
            <translation>Validierung</translation>
        </message>
        <message>
            <source>Varying the pictures</source>
            <translation>Bilder verändern</translation>
        </message>
        <message>
            <source>Verified</source>
            <translation>Geprüft</translation>
        </message>
        <message>
            <source>Verified only</source>
            <translation>Nur geprüfte</translation>
        </message>
        <message>
            <source>Verified, next picture</source>
            <translation>Geprüft, nächstes Bild</translation>
        </message>
        <message>
            <source>View</source>
            <translation>Ansicht</translation>
        </message>
        <message>
            <source>Views</source>
            <translation>Ansichten</translation>
        </message>
        <message>
            <source>Waiting for other work to end</source>
            <translation>Wartet auf andere Arbeit</translation>
        </message>
        <message>
            <source>Warm-up</source>
            <translation>Aufwärmen</translation>
        </message>
        <message>
            <source>Warnings</source>
            <translation>Warnungen</translation>
        </message>
        <message>
            <source>Weight decay</source>
            <translation>Gewichtsabnahme</translation>
        </message>
        <message>
            <source>What a pretrained backbone gets of the rate end to end</source>
            <translation>Was ein vortrainierter Backbone von der Rate im Ganzen bekommt</translation>
        </message>
        <message>
            <source>What is confused</source>
            <translation>Was verwechselt wird</translation>
        </message>
        <message>
            <source>What is taken for what; a cell leads to its pictures</source>
            <translation>Was wofür gehalten wird; eine Zelle führt zu ihren Bildern</translation>
        </message>
        <message>
            <source>What is there now cannot be used: {why}.</source>
            <translation>Was jetzt dort steht, ist unbrauchbar: {why}.</translation>
        </message>
        <message>
            <source>What stands out</source>
            <translation>Was auffällt</translation>
        </message>
        <message>
            <source>What to do, a folder, a picture</source>
            <translation>Eine Aktion, ein Ordner, ein Bild</translation>
        </message>
        <message>
            <source>What turns gradients into steps</source>
            <translation>Was aus Gradienten Schritte macht</translation>
        </message>
        <message>
            <source>Wheel, Shift+wheel</source>
            <translation>Mausrad, Umschalt+Mausrad</translation>
        </message>
        <message>
            <source>When</source>
            <translation>Wann</translation>
        </message>
        <message>
            <source>When a run ends, its scores are here, beside those of the run before. {shortcuts} shows all keys.</source>
            <translation>Endet ein Lauf, stehen hier seine Werte neben denen des vorigen. {shortcuts} zeigt alle Tasten.</translation>
        </message>
        <message>
            <source>Where to put the copy</source>
            <translation>Wohin mit der Kopie</translation>
        </message>
        <message>
            <source>Where to put the new VOC folder</source>
            <translation>Wohin mit dem neuen VOC-Ordner</translation>
        </message>
        <message>
            <source>Which classes occur in the same pictures</source>
            <translation>Welche Klassen in denselben Bildern vorkommen</translation>
        </message>
        <message>
            <source>Words of a name, or</source>
            <translation>Wörter eines Namens, oder</translation>
        </message>
        <message>
            <source>Work in a copy…</source>
            <translation>In einer Kopie arbeiten…</translation>
        </message>
        <message>
            <source>Worst IoU</source>
            <translation>Schlechteste IoU</translation>
        </message>
        <message>
            <source>Worst IoU {iou}</source>
            <translation>Schlechteste IoU {iou}</translation>
        </message>
        <message>
            <source>Write each cell as its share of the row, in place of the count</source>
            <translation>Jede Zelle als Anteil ihrer Zeile schreiben statt als Anzahl</translation>
        </message>
        <message>
            <source>Write it again</source>
            <translation>Neu schreiben</translation>
        </message>
        <message>
            <source>Write it again: the file comes back with your labels.</source>
            <translation>Neu schreiben: Die Datei kommt mit Ihren Labels zurück.</translation>
        </message>
        <message>
            <source>YOLO folder</source>
            <translation>YOLO-Ordner</translation>
        </message>
        <message>
            <source>Your edits are still here.</source>
            <translation>Ihre Änderungen sind noch da.</translation>
        </message>
        <message>
            <source>Your edits of {count} pictures are not saved.</source>
            <translation>Die Änderungen an {count} Bildern sind nicht gespeichert.</translation>
        </message>
        <message>
            <source>Your edits of {name} are not saved.</source>
            <translation>Die Änderungen an {name} sind nicht gespeichert.</translation>
        </message>
        <message>
            <source>Your files are as they were last saved, and you can go on. A copied report hides your name and folder.</source>
            <translation>Die Dateien sind, wie sie zuletzt gespeichert wurden; es kann weitergehen. Ein kopierter Bericht verbirgt Namen und Ordner.</translation>
        </message>
        <message>
            <source>Zoom at the cursor</source>
            <translation>Am Mauszeiger vergrößern</translation>
        </message>
        <message>
            <source>Zoom in</source>
            <translation>Vergrößern</translation>
        </message>
        <message>
            <source>Zoom out</source>
            <translation>Verkleinern</translation>
        </message>
        <message>
            <source>about {time} on {device}</source>
            <translation>etwa {time} auf {device}</translation>
        </message>
        <message>
            <source>accept box of {name}</source>
            <translation>Box von {name} annehmen</translation>
        </message>
        <message>
            <source>accept class of {name}</source>
            <translation>Klasse von {name} annehmen</translation>
        </message>
        <message>
            <source>accept mask of {name}</source>
            <translation>Maske von {name} annehmen</translation>
        </message>
        <message>
            <source>accept {name}</source>
            <translation>{name} annehmen</translation>
        </message>
        <message>
            <source>all background</source>
            <translation>alles Hintergrund</translation>
        </message>
        <message>
            <source>and {count} more</source>
            <translation>und {count} weitere</translation>
        </message>
        <message>
            <source>and {count} more kinds</source>
            <translation>und {count} weitere Arten</translation>
        </message>
        <message>
            <source>another class</source>
            <translation>eine andere Klasse</translation>
        </message>
        <message>
            <source>another process</source>
            <translation>ein anderer Prozess</translation>
        </message>
        <message>
            <source>badly placed</source>
            <translation>schlecht platziert</translation>
        </message>
        <message>
            <source>baseline</source>
            <translation>Vergleich</translation>
        </message>
        <message>
            <source>before</source>
            <translation>vorher</translation>
        </message>
        <message>
            <source>better</source>
            <translation>besser</translation>
        </message>
        <message>
            <source>box</source>
            <translation>Box</translation>
        </message>
        <message>
            <source>box IoU</source>
            <translation>Box-IoU</translation>
        </message>
        <message>
            <source>box IoU with its mirror {iou}</source>
            <translation>Box-IoU mit dem Spiegelbild {iou}</translation>
        </message>
        <message>
            <source>box IoU {iou}</source>
            <translation>Box-IoU {iou}</translation>
        </message>
        <message>
            <source>box file</source>
            <translation>Boxdatei</translation>
        </message>
        <message>
            <source>box files</source>
            <translation>Boxdateien</translation>
        </message>
        <message>
            <source>brightness {value}</source>
            <translation>Helligkeit {value}</translation>
        </message>
        <message>
            <source>bytes</source>
            <translation>Bytes</translation>
        </message>
        <message>
            <source>class</source>
            <translation>Klasse</translation>
        </message>
        <message>
            <source>class accuracy</source>
            <translation>Klassengenauigkeit</translation>
        </message>
        <message>
            <source>class score {score}</source>
            <translation>Konfidenz der Klasse {score}</translation>
        </message>
        <message>
            <source>class {number}</source>
            <translation>Klasse {number}</translation>
        </message>
        <message>
            <source>contrast {value}</source>
            <translation>Kontrast {value}</translation>
        </message>
        <message>
            <source>end to end</source>
            <translation>im Ganzen</translation>
        </message>
        <message>
            <source>epoch</source>
            <translation>Epoche</translation>
        </message>
        <message>
            <source>epoch 1</source>
            <translation>Epoche 1</translation>
        </message>
        <message>
            <source>epochs</source>
            <translation>Epochen</translation>
        </message>
        <message>
            <source>error</source>
            <translation>Fehler</translation>
        </message>
        <message>
            <source>errors</source>
            <translation>Fehler</translation>
        </message>
        <message>
            <source>false</source>
            <translation>falsch</translation>
        </message>
        <message>
            <source>false {guess} {score}</source>
            <translation>falsch: {guess} {score}</translation>
        </message>
        <message>
            <source>file</source>
            <translation>Datei</translation>
        </message>
        <message>
            <source>files</source>
            <translation>Dateien</translation>
        </message>
        <message>
            <source>from its recipe's beginning</source>
            <translation>vom Anfang des Rezepts an</translation>
        </message>
        <message>
            <source>from {checkpoint}</source>
            <translation>von {checkpoint} aus</translation>
        </message>
        <message>
            <source>gamma {value}</source>
            <translation>Gamma {value}</translation>
        </message>
        <message>
            <source>hidden</source>
            <translation>ausgeblendet</translation>
        </message>
        <message>
            <source>ignored</source>
            <translation>übergangen</translation>
        </message>
        <message>
            <source>it has no labels</source>
            <translation>es hat keine Label</translation>
        </message>
        <message>
            <source>its file has changed since</source>
            <translation>seine Datei hat sich seitdem geändert</translation>
        </message>
        <message>
            <source>its header cannot be read</source>
            <translation>sein Kopf ist nicht lesbar</translation>
        </message>
        <message>
            <source>its label file is being written just now. Wait for that, or stop it in the status bar.</source>
            <translation>seine Labeldatei wird gerade geschrieben. Abwarten oder in der Statusleiste anhalten.</translation>
        </message>
        <message>
            <source>its picture is not there</source>
            <translation>sein Bild ist nicht da</translation>
        </message>
        <message>
            <source>label file</source>
            <translation>Labeldatei</translation>
        </message>
        <message>
            <source>label files</source>
            <translation>Labeldateien</translation>
        </message>
        <message>
            <source>label {what}</source>
            <translation>{what} labeln</translation>
        </message>
        <message>
            <source>labelled {label}, seen as {guess} ({score})</source>
            <translation>als {label} gelabelt, als {guess} gesehen ({score})</translation>
        </message>
        <message>
            <source>labelme folder</source>
            <translation>labelme-Ordner</translation>
        </message>
        <message>
            <source>learning rate</source>
            <translation>Lernrate</translation>
        </message>
        <message>
            <source>line {number}</source>
            <translation>Zeile {number}</translation>
        </message>
        <message>
            <source>locked</source>
            <translation>gesperrt</translation>
        </message>
        <message>
            <source>loss</source>
            <translation>Verlust</translation>
        </message>
        <message>
            <source>majority class</source>
            <translation>häufigste Klasse</translation>
        </message>
        <message>
            <source>many pictures</source>
            <translation>viele Bilder</translation>
        </message>
        <message>
            <source>mask</source>
            <translation>Maske</translation>
        </message>
        <message>
            <source>mask IoU with its mirror {iou}</source>
            <translation>Masken-IoU mit dem Spiegelbild {iou}</translation>
        </message>
        <message>
            <source>mask IoU with the one before {iou}</source>
            <translation>Masken-IoU mit der vorigen {iou}</translation>
        </message>
        <message>
            <source>mask IoU {iou}</source>
            <translation>Masken-IoU {iou}</translation>
        </message>
        <message>
            <source>mask changed</source>
            <translation>Maske geändert</translation>
        </message>
        <message>
            <source>mask mIoU</source>
            <translation>Masken-mIoU</translation>
        </message>
        <message>
            <source>masks</source>
            <translation>Masken</translation>
        </message>
        <message>
            <source>mean box</source>
            <translation>mittlere Box</translation>
        </message>
        <message>
            <source>mirrored it is of another class, {score}</source>
            <translation>gespiegelt ist es von anderer Klasse, {score}</translation>
        </message>
        <message>
            <source>missed</source>
            <translation>übersehen</translation>
        </message>
        <message>
            <source>missed {label}</source>
            <translation>übersehen: {label}</translation>
        </message>
        <message>
            <source>more than chance</source>
            <translation>mehr als Zufall</translation>
        </message>
        <message>
            <source>no labels yet</source>
            <translation>noch keine Label</translation>
        </message>
        <message>
            <source>no mask there</source>
            <translation>dort keine Maske</translation>
        </message>
        <message>
            <source>none</source>
            <translation>keine</translation>
        </message>
        <message>
            <source>not verified</source>
            <translation>nicht geprüft</translation>
        </message>
        <message>
            <source>not verified there</source>
            <translation>dort nicht geprüft</translation>
        </message>
        <message>
            <source>nothing, found nowhere</source>
            <translation>nichts, nirgends gefunden</translation>
        </message>
        <message>
            <source>object</source>
            <translation>Objekt</translation>
        </message>
        <message>
            <source>object AP</source>
            <translation>Objekt-AP</translation>
        </message>
        <message>
            <source>objects</source>
            <translation>Objekte</translation>
        </message>
        <message>
            <source>of</source>
            <translation>von</translation>
        </message>
        <message>
            <source>of the heads</source>
            <translation>der Köpfe</translation>
        </message>
        <message>
            <source>on disk</source>
            <translation>auf der Platte</translation>
        </message>
        <message>
            <source>on {device}</source>
            <translation>auf {device}</translation>
        </message>
        <message>
            <source>paused</source>
            <translation>pausiert</translation>
        </message>
        <message>
            <source>picture</source>
            <translation>Bild</translation>
        </message>
        <message>
            <source>picture {number} of {count}</source>
            <translation>Bild {number} von {count}</translation>
        </message>
        <message>
            <source>pictures</source>
            <translation>Bilder</translation>
        </message>
        <message>
            <source>pixel</source>
            <translation>Pixel</translation>
        </message>
        <message>
            <source>pixels</source>
            <translation>Pixel</translation>
        </message>
        <message>
            <source>precision</source>
            <translation>Genauigkeit</translation>
        </message>
        <message>
            <source>predicted</source>
            <translation>Netz</translation>
        </message>
        <message>
            <source>prediction</source>
            <translation>Vorhersage</translation>
        </message>
        <message>
            <source>process {number} on {computer}</source>
            <translation>Prozess {number} auf {computer}</translation>
        </message>
        <message>
            <source>recall</source>
            <translation>Trefferquote</translation>
        </message>
        <message>
            <source>rightly found as {name}</source>
            <translation>richtig als {name} gefunden</translation>
        </message>
        <message>
            <source>run paused</source>
            <translation>Lauf pausiert</translation>
        </message>
        <message>
            <source>run {number}</source>
            <translation>Lauf {number}</translation>
        </message>
        <message>
            <source>score</source>
            <translation>Wert</translation>
        </message>
        <message>
            <source>split {hash}</source>
            <translation>Aufteilung {hash}</translation>
        </message>
        <message>
            <source>the GPU</source>
            <translation>der GPU</translation>
        </message>
        <message>
            <source>the box shares {iou} with where the object is seen, usual is {usual}</source>
            <translation>die Box teilt {iou} mit der Stelle, wo das Objekt gesehen wird, üblich ist {usual}</translation>
        </message>
        <message>
            <source>the file on disk</source>
            <translation>die Datei auf der Platte</translation>
        </message>
        <message>
            <source>the labels of {name} cannot be used.</source>
            <translation>die Label von {name} sind unbrauchbar.</translation>
        </message>
        <message>
            <source>the recipe's epochs</source>
            <translation>Epochen des Rezepts</translation>
        </message>
        <message>
            <source>the report does not say in which pictures</source>
            <translation>der Bericht sagt nicht, in welchen Bildern</translation>
        </message>
        <message>
            <source>the same everywhere</source>
            <translation>überall dasselbe</translation>
        </message>
        <message>
            <source>this CPU</source>
            <translation>dieser CPU</translation>
        </message>
        <message>
            <source>train</source>
            <translation>Train.</translation>
        </message>
        <message>
            <source>training</source>
            <translation>Training</translation>
        </message>
        <message>
            <source>true</source>
            <translation>richtig</translation>
        </message>
        <message>
            <source>truth</source>
            <translation>Wahrheit</translation>
        </message>
        <message>
            <source>valid.</source>
            <translation>Valid.</translation>
        </message>
        <message>
            <source>validation</source>
            <translation>Validierung</translation>
        </message>
        <message>
            <source>verified</source>
            <translation>geprüft</translation>
        </message>
        <message>
            <source>verified picture</source>
            <translation>geprüftes Bild</translation>
        </message>
        <message>
            <source>verified pictures</source>
            <translation>geprüfte Bilder</translation>
        </message>
        <message>
            <source>verified pictures only</source>
            <translation>nur geprüfte Bilder</translation>
        </message>
        <message>
            <source>verified there</source>
            <translation>dort geprüft</translation>
        </message>
        <message>
            <source>void</source>
            <translation>Leerraum</translation>
        </message>
        <message>
            <source>warning</source>
            <translation>Warnung</translation>
        </message>
        <message>
            <source>warnings</source>
            <translation>Warnungen</translation>
        </message>
        <message>
            <source>was {old}, is {new}</source>
            <translation>war {old}, ist {new}</translation>
        </message>
        <message>
            <source>what is false</source>
            <translation>dem Falschen</translation>
        </message>
        <message>
            <source>which chance alone would explain</source>
            <translation>was allein der Zufall erklärt</translation>
        </message>
        <message>
            <source>with</source>
            <translation>mit</translation>
        </message>
        <message>
            <source>worse</source>
            <translation>schlechter</translation>
        </message>
        <message>
            <source>wrong class</source>
            <translation>falsche Klasse</translation>
        </message>
        <message>
            <source>{added} added, {replaced} replaced in {pictures}. {left} left as they are.</source>
            <translation>{added} hinzugefügt, {replaced} ersetzt ({pictures}). {left} bleiben, wie sie sind.</translation>
        </message>
        <message>
            <source>{cell}: {count}, {share} of {whole}</source>
            <translation>{cell}: {count}, {share} von {whole}</translation>
        </message>
        <message>
            <source>{checkpoint}, measured on all of the folder ({pictures})</source>
            <translation>{checkpoint}, gemessen auf dem ganzen Ordner ({pictures})</translation>
        </message>
        <message>
            <source>{checkpoint}, measured on the list {list} ({pictures})</source>
            <translation>{checkpoint}, gemessen auf der Liste {list} ({pictures})</translation>
        </message>
        <message>
            <source>{checkpoint}, measured on the test part ({pictures})</source>
            <translation>{checkpoint}, gemessen auf dem Testteil ({pictures})</translation>
        </message>
        <message>
            <source>{checkpoint}, measured on the training part ({pictures})</source>
            <translation>{checkpoint}, gemessen auf dem Trainingsteil ({pictures})</translation>
        </message>
        <message>
            <source>{checkpoint}, measured on the validation part ({pictures})</source>
            <translation>{checkpoint}, gemessen auf dem Validierungsteil ({pictures})</translation>
        </message>
        <message>
            <source>{counted} · changed since</source>
            <translation>{counted} · seitdem geändert</translation>
        </message>
        <message>
            <source>{counted} · stopped before the masks</source>
            <translation>{counted} · vor den Masken angehalten</translation>
        </message>
        <message>
            <source>{count} class</source>
            <translation>{count} Klasse</translation>
        </message>
        <message>
            <source>{count} classes</source>
            <translation>{count} Klassen</translation>
        </message>
        <message>
            <source>{count} could not be restored and are offered again.</source>
            <translation>{count} konnten nicht wiederhergestellt werden und werden wieder angeboten.</translation>
        </message>
        <message>
            <source>{count} could not be restored and is offered again.</source>
            <translation>{count} konnte nicht wiederhergestellt werden und wird wieder angeboten.</translation>
        </message>
        <message>
            <source>{count} doubtful</source>
            <translation>{count} zweifelhaft</translation>
        </message>
        <message>
            <source>{count} file not used</source>
            <translation>{count} Datei nicht verwendet</translation>
        </message>
        <message>
            <source>{count} files are not in the copy: links lead them out of the folder, or they are no plain files ({files}).</source>
            <translation>{count} Dateien sind nicht in der Kopie: Links führen sie aus dem Ordner hinaus, oder es sind keine einfachen Dateien ({files}).</translation>
        </message>
        <message>
            <source>{count} files not used</source>
            <translation>{count} Dateien nicht verwendet</translation>
        </message>
        <message>
            <source>{count} for validation</source>
            <translation>{count} zum Validieren</translation>
        </message>
        <message>
            <source>{count} gone: {names}</source>
            <translation>{count} verschwunden: {names}</translation>
        </message>
        <message>
            <source>{count} has a box already.</source>
            <translation>{count} hat schon eine Box.</translation>
        </message>
        <message>
            <source>{count} have a box already.</source>
            <translation>{count} haben schon eine Box.</translation>
        </message>
        <message>
            <source>{count} label file cannot be used and will not be written.</source>
            <translation>{count} Labeldatei ist unbrauchbar und wird nicht geschrieben.</translation>
        </message>
        <message>
            <source>{count} label files cannot be used and will not be written.</source>
            <translation>{count} Labeldateien sind unbrauchbar und werden nicht geschrieben.</translation>
        </message>
        <message>
            <source>{count} left for the test</source>
            <translation>{count} für den Test übrig</translation>
        </message>
        <message>
            <source>{count} missed: {names}</source>
            <translation>{count} übersehen: {names}</translation>
        </message>
        <message>
            <source>{count} new: {names}</source>
            <translation>{count} neu: {names}</translation>
        </message>
        <message>
            <source>{count} not verified left out</source>
            <translation>{count} ungeprüfte ausgelassen</translation>
        </message>
        <message>
            <source>{count} of another class: one false and one missed each</source>
            <translation>{count} von anderer Klasse: je einmal falsch und einmal übersehen</translation>
        </message>
        <message>
            <source>{count} of another class: {names}</source>
            <translation>{count} von anderer Klasse: {names}</translation>
        </message>
        <message>
            <source>{count} picture has no box file</source>
            <translation>{count} Bild hat keine Boxdatei</translation>
        </message>
        <message>
            <source>{count} picture has no label file</source>
            <translation>{count} Bild hat keine Labeldatei</translation>
        </message>
        <message>
            <source>{count} picture has no mask</source>
            <translation>{count} Bild hat keine Maske</translation>
        </message>
        <message>
            <source>{count} picture was left as it was</source>
            <translation>{count} Bild blieb, wie es war</translation>
        </message>
        <message>
            <source>{count} picture with edits that are not saved will not be saved by this.</source>
            <translation>{count} Bild mit ungespeicherten Änderungen wird dabei nicht gespeichert.</translation>
        </message>
        <message>
            <source>{count} picture with other edits is not saved yet.</source>
            <translation>{count} Bild mit anderen Änderungen ist noch nicht gespeichert.</translation>
        </message>
        <message>
            <source>{count} pictures</source>
            <translation>{count} Bilder</translation>
        </message>
        <message>
            <source>{count} pictures have edits that were never saved.</source>
            <translation>{count} Bilder haben Änderungen, die nie gespeichert wurden.</translation>
        </message>
        <message>
            <source>{count} pictures have no box file</source>
            <translation>{count} Bilder haben keine Boxdatei</translation>
        </message>
        <message>
            <source>{count} pictures have no label file</source>
            <translation>{count} Bilder haben keine Labeldatei</translation>
        </message>
        <message>
            <source>{count} pictures have no mask</source>
            <translation>{count} Bilder haben keine Maske</translation>
        </message>
        <message>
            <source>{count} pictures ranked.</source>
            <translation>{count} Bilder geordnet.</translation>
        </message>
        <message>
            <source>{count} pictures were left as they were</source>
            <translation>{count} Bilder blieben, wie sie waren</translation>
        </message>
        <message>
            <source>{count} pictures with edits that are not saved will not be saved by this.</source>
            <translation>{count} Bilder mit ungespeicherten Änderungen werden dabei nicht gespeichert.</translation>
        </message>
        <message>
            <source>{count} pictures with other edits are not saved yet.</source>
            <translation>{count} Bilder mit anderen Änderungen sind noch nicht gespeichert.</translation>
        </message>
        <message>
            <source>{count} seen where there is none: {names}</source>
            <translation>{count} gesehen, wo nichts ist: {names}</translation>
        </message>
        <message>
            <source>{count} set otherwise than the recipe has them</source>
            <translation>{count} anders gesetzt als im Rezept</translation>
        </message>
        <message>
            <source>{count} verified</source>
            <translation>{count} geprüft</translation>
        </message>
        <message>
            <source>{count} verified picture is left alone.</source>
            <translation>{count} geprüftes Bild bleibt unberührt.</translation>
        </message>
        <message>
            <source>{count} verified pictures are left alone.</source>
            <translation>{count} geprüfte Bilder bleiben unberührt.</translation>
        </message>
        <message>
            <source>{count} was here already.</source>
            <translation>{count} war schon hier.</translation>
        </message>
        <message>
            <source>{count} were here already.</source>
            <translation>{count} waren schon hier.</translation>
        </message>
        <message>
            <source>{deed}: {what} in {pictures}.</source>
            <translation>{deed}: {what} ({pictures}).</translation>
        </message>
        <message>
            <source>{figure} before the run</source>
            <translation>{figure} vor dem Lauf</translation>
        </message>
        <message>
            <source>{files} is not in the copy: a link leads it out of the folder, or it is no plain file.</source>
            <translation>{files} ist nicht in der Kopie: Ein Link führt aus dem Ordner hinaus, oder es ist keine einfache Datei.</translation>
        </message>
        <message>
            <source>{file} as it is on disk cannot be kept as a version ({why}), so it was not overwritten. Save again when that is mended</source>
            <translation>Was von {file} auf der Platte liegt, lässt sich nicht aufheben ({why}) und wurde deshalb nicht überschrieben. Beheben Sie das und speichern Sie erneut</translation>
        </message>
        <message>
            <source>{file} could not be read: {why}</source>
            <translation>{file} ließ sich nicht lesen: {why}</translation>
        </message>
        <message>
            <source>{file} is gone; this is what it showed</source>
            <translation>{file} ist nicht mehr da; gezeigt wird, was zuletzt gelesen wurde</translation>
        </message>
        <message>
            <source>{file} is write-protected. Your edits of it are kept by the program, not in the file; allow writing, or save them in a copy of the folder.</source>
            <translation>{file} ist schreibgeschützt. Ihre Änderungen daran behält das Programm, nicht die Datei; erlauben Sie das Schreiben, oder speichern Sie sie in einer Kopie des Ordners.</translation>
        </message>
        <message>
            <source>{file} is written, {size}. Its scores are within {difference} of the network's.</source>
            <translation>{file} ist geschrieben, {size}. Die Werte weichen höchstens um {difference} von denen des Netzes ab.</translation>
        </message>
        <message>
            <source>{file} was changed by another program, and read again.</source>
            <translation>{file} wurde von einem anderen Programm geändert und neu gelesen.</translation>
        </message>
        <message>
            <source>{file} was changed by another program.</source>
            <translation>{file} wurde von einem anderen Programm geändert.</translation>
        </message>
        <message>
            <source>{file} was changed by another program; nothing was saved.</source>
            <translation>{file} wurde von einem anderen Programm geändert; nichts wurde gespeichert.</translation>
        </message>
        <message>
            <source>{file} was deleted by another program.</source>
            <translation>{file} wurde von einem anderen Programm gelöscht.</translation>
        </message>
        <message>
            <source>{file} was deleted by another program. Undo brings its labels back.</source>
            <translation>{file} wurde von einem anderen Programm gelöscht. Rückgängig bringt die Labels zurück.</translation>
        </message>
        <message>
            <source>{file} was deleted by another program; nothing was saved.</source>
            <translation>{file} wurde von einem anderen Programm gelöscht; nichts wurde gespeichert.</translation>
        </message>
        <message>
            <source>{file} was written and cannot be read now ({why}).</source>
            <translation>{file} wurde geschrieben und lässt sich jetzt nicht lesen ({why}).</translation>
        </message>
        <message>
            <source>{file}: its recipe is not one of this version</source>
            <translation>{file}: das Rezept gehört nicht zu dieser Version</translation>
        </message>
        <message>
            <source>{file}: this is no checkpoint of ours ({why}); open one that a run here has made</source>
            <translation>{file}: das ist kein Checkpoint von uns ({why}); einen öffnen, den ein Lauf hier gemacht hat</translation>
        </message>
        <message>
            <source>{first} in {pictures}</source>
            <translation>{first}: {pictures}</translation>
        </message>
        <message>
            <source>{first} with {second}</source>
            <translation>{first} mit {second}</translation>
        </message>
        <message>
            <source>{first} with {second} in {pictures}</source>
            <translation>{first} mit {second}: {pictures}</translation>
        </message>
        <message>
            <source>{folder} cannot be written here. In a copy of it that can be done.</source>
            <translation>{folder} lässt sich hier nicht schreiben. In einer Kopie geht es.</translation>
        </message>
        <message>
            <source>{folder} cannot be written here. Your edits are kept by the program, not in the folder; in a copy of it they can be saved.</source>
            <translation>{folder} lässt sich hier nicht schreiben. Ihre Änderungen behält das Programm, nicht der Ordner; in einer Kopie lassen sie sich speichern.</translation>
        </message>
        <message>
            <source>{format} folders are only read. Convert to VOC to edit.</source>
            <translation>{format}-Ordner werden nur gelesen. Zum Bearbeiten nach VOC umwandeln.</translation>
        </message>
        <message>
            <source>{key} is needed in fields and lists; only what acts on the picture may have it.</source>
            <translation>{key} wird in Feldern und Listen gebraucht; nur was auf das Bild wirkt, darf sie haben.</translation>
        </message>
        <message>
            <source>{key} sets a class.</source>
            <translation>{key} setzt eine Klasse.</translation>
        </message>
        <message>
            <source>{label} placed badly</source>
            <translation>{label} schlecht platziert</translation>
        </message>
        <message>
            <source>{label} taken for {guess}</source>
            <translation>{label} für {guess} gehalten</translation>
        </message>
        <message>
            <source>{label}: {truth} in truth</source>
            <translation>{label}: {truth} in Wahrheit</translation>
        </message>
        <message>
            <source>{label}: {truth} in truth, {guess} predicted</source>
            <translation>{label}: {truth} in Wahrheit, {guess} vorhergesagt</translation>
        </message>
        <message>
            <source>{list} from run {a} to run {b}</source>
            <translation>{list} von Lauf {a} zu Lauf {b}</translation>
        </message>
        <message>
            <source>{name} cannot be edited: {why}</source>
            <translation>{name} lässt sich nicht bearbeiten: {why}</translation>
        </message>
        <message>
            <source>{name} cannot be saved: {why}</source>
            <translation>{name} lässt sich nicht speichern: {why}</translation>
        </message>
        <message>
            <source>{name} copy</source>
            <translation>{name} Kopie</translation>
        </message>
        <message>
            <source>{name} could not be saved: {why}</source>
            <translation>{name} ließ sich nicht speichern: {why}</translation>
        </message>
        <message>
            <source>{name} found where there is none</source>
            <translation>{name} gefunden, wo nichts ist</translation>
        </message>
        <message>
            <source>{name} gets this colour, here and in every folder. The label files stay as they are.</source>
            <translation>{name} bekommt diese Farbe, hier und in jedem Ordner. Die Labeldateien bleiben, wie sie sind.</translation>
        </message>
        <message>
            <source>{name} given no class</source>
            <translation>{name} ohne Klasse geblieben</translation>
        </message>
        <message>
            <source>{name} has no number in this folder's masks ({some}). Nothing was painted.</source>
            <translation>{name} hat in den Masken dieses Ordners keine Nummer ({some}). Nichts wurde gemalt.</translation>
        </message>
        <message>
            <source>{name} has no number in this folder's masks. Nothing was changed.</source>
            <translation>{name} hat in den Masken dieses Ordners keine Nummer. Nichts wurde geändert.</translation>
        </message>
        <message>
            <source>{name} has no number in this folder's masks: of a polygon its box is saved, its points are lost.</source>
            <translation>{name} hat in den Masken dieses Ordners keine Nummer: Von einem Polygon wird die Box gespeichert, die Punkte gehen verloren.</translation>
        </message>
        <message>
            <source>{name} has no objects to copy.</source>
            <translation>{name} hat keine Objekte zum Kopieren.</translation>
        </message>
        <message>
            <source>{name} is a picture of another size now, and has unsaved edits that were made on the old one. They are kept: put the old picture back, or undo them and open this one again</source>
            <translation>{name} ist jetzt ein Bild anderer Größe und hat ungespeicherte Änderungen, die am alten gemacht wurden. Sie bleiben erhalten: das alte Bild zurücklegen, oder sie rückgängig machen und dieses neu öffnen</translation>
        </message>
        <message>
            <source>{name} is a picture of another size now: what was done to its labels before cannot be undone</source>
            <translation>{name} ist jetzt ein Bild anderer Größe: Was vorher an seinen Labeln geändert wurde, lässt sich nicht rückgängig machen</translation>
        </message>
        <message>
            <source>{name} is gone from {folder}; the first picture is shown.</source>
            <translation>{name} ist nicht mehr in {folder}; gezeigt wird das erste Bild.</translation>
        </message>
        <message>
            <source>{name} is locked and stays as it is. L unlocks it.</source>
            <translation>{name} ist gesperrt und bleibt, wie es ist. L gibt es frei.</translation>
        </message>
        <message>
            <source>{name} is no picture of {folder}; the first one is shown.</source>
            <translation>{name} ist kein Bild von {folder}; gezeigt wird das erste.</translation>
        </message>
        <message>
            <source>{name} is not in this folder any more; the report was made when it was.</source>
            <translation>{name} ist nicht mehr in diesem Ordner; der Bericht entstand, als es noch da war.</translation>
        </message>
        <message>
            <source>{name} is of one piece. Nothing was changed.</source>
            <translation>{name} ist aus einem Stück. Nichts wurde geändert.</translation>
        </message>
        <message>
            <source>{name} is verified: its labels are left as they are</source>
            <translation>{name} ist geprüft: die Label bleiben, wie sie sind</translation>
        </message>
        <message>
            <source>{name} missed</source>
            <translation>{name} übersehen</translation>
        </message>
        <message>
            <source>{name} predicts the folder that is opened next.</source>
            <translation>{name} sagt den Ordner vorher, der als Nächstes geöffnet wird.</translation>
        </message>
        <message>
            <source>{name} taken for {other}</source>
            <translation>{name} für {other} gehalten</translation>
        </message>
        <message>
            <source>{name} was changed by another program since.</source>
            <translation>{name} wurde seitdem von einem anderen Programm geändert.</translation>
        </message>
        <message>
            <source>{name} was changed by another program. Look at it before you go back further</source>
            <translation>{name} wurde von einem anderen Programm geändert. Vor weiteren Schritten zurück ansehen</translation>
        </message>
        <message>
            <source>{name}: cannot be used now ({why})</source>
            <translation>{name}: jetzt nicht brauchbar ({why})</translation>
        </message>
        <message>
            <source>{name}: yours solid, theirs dashed. Enter takes one of theirs; saving asks again.</source>
            <translation>{name}: Ihre durchgezogen, die fremden gestrichelt. Eingabe nimmt eine fremde; Speichern fragt noch einmal.</translation>
        </message>
        <message>
            <source>{name}: {a} in A, {b} in B, {gain}</source>
            <translation>{name}: {a} in A, {b} in B, {gain}</translation>
        </message>
        <message>
            <source>{name}: {count} states, the last: {changes}</source>
            <translation>{name}: {count} Stände, zuletzt: {changes}</translation>
        </message>
        <message>
            <source>{number} (in use)</source>
            <translation>{number} (benutzt)</translation>
        </message>
        <message>
            <source>{number} of {count}</source>
            <translation>{number} von {count}</translation>
        </message>
        <message>
            <source>{objects} above {score} accepted.</source>
            <translation>{objects} ab {score} angenommen.</translation>
        </message>
        <message>
            <source>{objects} copied from {name}.</source>
            <translation>{objects} aus {name} kopiert.</translation>
        </message>
        <message>
            <source>{objects} copied.</source>
            <translation>{objects} kopiert.</translation>
        </message>
        <message>
            <source>{pictures} and everything that belongs to them: all in order.</source>
            <translation>{pictures} und alles, was dazugehört: alles in Ordnung.</translation>
        </message>
        <message>
            <source>{pictures} corrected since the report before</source>
            <translation>{pictures} seit dem letzten Bericht korrigiert</translation>
        </message>
        <message>
            <source>{pictures} in both, with the same truth</source>
            <translation>{pictures} in beiden, mit gleicher Wahrheit</translation>
        </message>
        <message>
            <source>{pictures} in the folder</source>
            <translation>{pictures} im Ordner</translation>
        </message>
        <message>
            <source>{pictures} skipped</source>
            <translation>{pictures} übersprungen</translation>
        </message>
        <message>
            <source>{picture} is no longer there; its labels were not saved. Your edits are kept: put it back and save</source>
            <translation>{picture} ist nicht mehr da; die Labels wurden nicht gespeichert. Ihre Änderungen bleiben: Bild zurücklegen und speichern</translation>
        </message>
        <message>
            <source>{recipe} learns a batch at each of many rising rates; nothing of it is kept.</source>
            <translation>{recipe} lernt bei vielen steigenden Raten je einen Batch; nichts davon wird behalten.</translation>
        </message>
        <message>
            <source>{shown} of {count}</source>
            <translation>{shown} von {count}</translation>
        </message>
        <message>
            <source>{shown} shown of {all}</source>
            <translation>{shown} gezeigt von {all}</translation>
        </message>
        <message>
            <source>{time} left</source>
            <translation>noch {time}</translation>
        </message>
        <message>
            <source>{train}, then Enter: the network learns from the labels while you go on.</source>
            <translation>{train}, dann Eingabe: Das Netz lernt aus den Labeln, während die Arbeit weitergeht.</translation>
        </message>
        <message>
            <source>{true} true, {false} false, {missed} missed</source>
            <translation>{true} richtig, {false} falsch, {missed} übersehen</translation>
        </message>
        <message>
            <source>{value} (recipe)</source>
            <translation>{value} (Rezept)</translation>
        </message>
        <message>
            <source>{what}: {done} of {total}</source>
            <translation>{what}: {done} von {total}</translation>
        </message>
        <message>
            <source>{words}: left as it is</source>
            <translation>{words}: gelassen, wie es ist</translation>
        </message>
        <message>
            <source>“{action}” has {key}.</source>
            <translation>„{action}“ hat {key}.</translation>
        </message>
        <message>
            <source>“{action}” no longer has {key}.</source>
            <translation>„{action}“ hat {key} nicht mehr.</translation>
        </message>
        <message>
            <source>“{name}”</source>
            <translation>„{name}“</translation>
        </message>
        <message>
            <source>“{token}” is not understood. Try {example}.</source>
            <translation>„{token}“ ist nicht verständlich. Etwa {example}.</translation>
        </message>
    </context>
</TS>
