<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de_DE" sourcelanguage="en">
    <context>
        <name>overlap</name>
        <message>
            <source>1 picture</source>
            <translation>1 Bild</translation>
        </message>
        <message>
            <source>1-9</source>
            <translation>1-9</translation>
        </message>
        <message>
            <source>A polygon has at least three points. Press Del again to delete the object.</source>
            <translation>Ein Polygon hat mindestens drei Punkte. Noch einmal Entf löscht das Objekt.</translation>
        </message>
        <message>
            <source>A run is still training.</source>
            <translation>Ein Lauf trainiert noch.</translation>
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
            <source>Accept its box</source>
            <translation>Nur die Box annehmen</translation>
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
            <source>All classes of the picture</source>
            <translation>Alle Klassen des Bildes</translation>
        </message>
        <message>
            <source>Another draw</source>
            <translation>Neu würfeln</translation>
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
            <source>Backbone's share</source>
            <translation>Anteil des Backbones</translation>
        </message>
        <message>
            <source>Balanced weighs rare classes more</source>
            <translation>Ausgeglichen gewichtet seltene Klassen stärker</translation>
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
            <source>Both</source>
            <translation>Beide</translation>
        </message>
        <message>
            <source>Box</source>
            <translation>Box</translation>
        </message>
        <message>
            <source>Box around {name}</source>
            <translation>Box um {name}</translation>
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
            <source>Checkpoints (*.safetensors)</source>
            <translation>Checkpoints (*.safetensors)</translation>
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
            <source>Class of the box</source>
            <translation>Klasse der Box</translation>
        </message>
        <message>
            <source>Class weights</source>
            <translation>Klassengewichte</translation>
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
            <source>Confidence: predictions below it are hidden</source>
            <translation>Konfidenz: Vorhersagen darunter sind ausgeblendet</translation>
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
            <source>Converting</source>
            <translation>Umwandeln</translation>
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
            <source>Copy report</source>
            <translation>Bericht kopieren</translation>
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
            <source>Counting</source>
            <translation>Zählen</translation>
        </message>
        <message>
            <source>Counting files</source>
            <translation>Dateien zählen</translation>
        </message>
        <message>
            <source>Counting the pixels of masks</source>
            <translation>Pixel der Masken zählen</translation>
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
            <source>Deutsch</source>
            <translation>Deutsch</translation>
        </message>
        <message>
            <source>Difference</source>
            <translation>Unterschied</translation>
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
            <source>Drag a box, draw one with {box}, or take the prediction with {accept}. {verify} goes on to the next.</source>
            <translation>Eine Box ziehen, mit {box} eine zeichnen oder mit {accept} die Vorhersage nehmen. {verify} geht zum nächsten Bild.</translation>
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
            <translation>Enter, Rücktaste</translation>
        </message>
        <message>
            <source>Enter, Del and Space act while the picture or the list of pictures has the focus.</source>
            <translation>Eingabe, Entf und Leertaste wirken, während das Bild oder die Liste der Bilder den Fokus hat.</translation>
        </message>
        <message>
            <source>Epochs end to end</source>
            <translation>Epochen im Ganzen</translation>
        </message>
        <message>
            <source>Erase</source>
            <translation>Radieren</translation>
        </message>
        <message>
            <source>Evaluate</source>
            <translation>Auswerten</translation>
        </message>
        <message>
            <source>Evaluating</source>
            <translation>Auswerten</translation>
        </message>
        <message>
            <source>Export to ONNX…</source>
            <translation>Nach ONNX exportieren…</translation>
        </message>
        <message>
            <source>F and D turn pages, N draws a box, M merges, L locks, ` goes to a picture, F2 opens the keys.</source>
            <translation>F und D blättern, N zeichnet eine Box, M vereinigt, L sperrt, ` geht zu einem Bild, F2 öffnet die Tasten.</translation>
        </message>
        <message>
            <source>File</source>
            <translation>Datei</translation>
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
            <source>Gamma</source>
            <translation>Gamma</translation>
        </message>
        <message>
            <source>Getting ready</source>
            <translation>Vorbereiten</translation>
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
            <source>How far a colour may be from the one clicked ([ and ])</source>
            <translation>Wie weit eine Farbe von der angeklickten abweichen darf ([ und ])</translation>
        </message>
        <message>
            <source>How it learns</source>
            <translation>Wie gelernt wird</translation>
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
            <source>How much pictures are varied; Train &gt; Preview augmentations shows it</source>
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
            <source>Keep it there</source>
            <translation>Dort lassen</translation>
        </message>
        <message>
            <source>Keep mine</source>
            <translation>Meine behalten</translation>
        </message>
        <message>
            <source>Keep mine: what is on disk stays in the History tab.
Take theirs: you can undo it.
Show both: yours solid, theirs dashed.</source>
            <translation>Meine behalten: Was auf der Platte liegt, bleibt im Reiter Verlauf.
Fremde nehmen: lässt sich rückgängig machen.
Beide zeigen: eigene durchgezogen, fremde gestrichelt.</translation>
        </message>
        <message>
            <source>Keep training</source>
            <translation>Weiter trainieren</translation>
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
            <source>Learning rate</source>
            <translation>Lernrate</translation>
        </message>
        <message>
            <source>Leave</source>
            <translation>Verlassen</translation>
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
            <source>Loading the checkpoint</source>
            <translation>Checkpoint laden</translation>
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
            <source>Looking for the object</source>
            <translation>Objekt suchen</translation>
        </message>
        <message>
            <source>Looking for what was left over</source>
            <translation>Übriggebliebenes suchen</translation>
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
            <source>Losses</source>
            <translation>Verluste</translation>
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
            <source>Making thumbnails</source>
            <translation>Vorschaubilder erstellen</translation>
        </message>
        <message>
            <source>Mark the object, too: strokes without Shift. Nothing was painted.</source>
            <translation>Auch das Objekt markieren: Striche ohne Umschalt. Nichts wurde gemalt.</translation>
        </message>
        <message>
            <source>Mask</source>
            <translation>Maske</translation>
        </message>
        <message>
            <source>Mask opacity</source>
            <translation>Deckkraft der Masken</translation>
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
            <source>Measure</source>
            <translation>Messen</translation>
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
            <source>New point of {name}</source>
            <translation>Neuer Punkt von {name}</translation>
        </message>
        <message>
            <source>New {name}</source>
            <translation>Neu: {name}</translation>
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
            <source>No class is called `{name}`.</source>
            <translation>Keine Klasse heißt `{name}`.</translation>
        </message>
        <message>
            <source>No class is called `{name}`. Try {example}.</source>
            <translation>Keine Klasse heißt `{name}`. Etwa {example}.</translation>
        </message>
        <message>
            <source>No folder yet</source>
            <translation>Noch kein Ordner</translation>
        </message>
        <message>
            <source>No image matches `{text}` among “{only}”.</source>
            <translation>Kein Bild unter „{only}“ passt zu `{text}`.</translation>
        </message>
        <message>
            <source>No image matches `{text}`.</source>
            <translation>Kein Bild passt zu `{text}`.</translation>
        </message>
        <message>
            <source>No key</source>
            <translation>Keine Taste</translation>
        </message>
        <message>
            <source>No picture stands out.</source>
            <translation>Kein Bild fällt auf.</translation>
        </message>
        <message>
            <source>No prediction of this folder is known yet.</source>
            <translation>Von diesem Ordner ist noch keine Vorhersage bekannt.</translation>
        </message>
        <message>
            <source>No run has changed what is predicted here yet.</source>
            <translation>Noch kein Lauf hat die Vorhersagen hier verändert.</translation>
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
            <source>Nothing was found there. Nothing was painted.</source>
            <translation>Dort wurde nichts gefunden. Nichts wurde gemalt.</translation>
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
            <source>Open a checkpoint</source>
            <translation>Checkpoint öffnen</translation>
        </message>
        <message>
            <source>Open a checkpoint or train one first</source>
            <translation>Zuerst einen Checkpoint öffnen oder trainieren</translation>
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
            <source>Paste</source>
            <translation>Einfügen</translation>
        </message>
        <message>
            <source>Patience</source>
            <translation>Geduld</translation>
        </message>
        <message>
            <source>Picture as it is</source>
            <translation>Bild, wie es ist</translation>
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
            <source>Pixels from {name}</source>
            <translation>Pixel aus {name}</translation>
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
            <source>Predict</source>
            <translation>Vorhersagen</translation>
        </message>
        <message>
            <source>Predict this folder</source>
            <translation>Diesen Ordner vorhersagen</translation>
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
            <source>Recipe</source>
            <translation>Rezept</translation>
        </message>
        <message>
            <source>Redo</source>
            <translation>Wiederholen</translation>
        </message>
        <message>
            <source>Reject: leave the label as it is</source>
            <translation>Ablehnen: Label lassen, wie es ist</translation>
        </message>
        <message>
            <source>Rename, merge or recolour a class…</source>
            <translation>Klasse umbenennen, vereinigen oder umfärben…</translation>
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
            <source>Restore</source>
            <translation>Wiederherstellen</translation>
        </message>
        <message>
            <source>Restored edits can be undone.</source>
            <translation>Wiederhergestellte Änderungen lassen sich rückgängig machen.</translation>
        </message>
        <message>
            <source>Retrain</source>
            <translation>Nachtrainieren</translation>
        </message>
        <message>
            <source>Run {number} is still on. Rank when it has ended.</source>
            <translation>Lauf {number} trainiert noch. Ordnen geht danach.</translation>
        </message>
        <message>
            <source>Run {number} is still training.</source>
            <translation>Lauf {number} trainiert noch.</translation>
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
            <source>Saved {time}</source>
            <translation>Gespeichert {time}</translation>
        </message>
        <message>
            <source>Schedule</source>
            <translation>Verlauf der Rate</translation>
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
            <source>Set the class</source>
            <translation>Klasse setzen</translation>
        </message>
        <message>
            <source>Shift+click</source>
            <translation>Umschalt+Klick</translation>
        </message>
        <message>
            <source>Show all classes</source>
            <translation>Alle Klassen zeigen</translation>
        </message>
        <message>
            <source>Show both</source>
            <translation>Beide zeigen</translation>
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
            <source>Starting to evaluate</source>
            <translation>Auswertung beginnt</translation>
        </message>
        <message>
            <source>Starting to predict</source>
            <translation>Vorhersage beginnt</translation>
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
            <source>Stopped. The order stays as it was.</source>
            <translation>Angehalten. Die Ordnung bleibt, wie sie war.</translation>
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
            <source>Take the network's mask in the box</source>
            <translation>Maske des Netzes in der Box nehmen</translation>
        </message>
        <message>
            <source>Take theirs</source>
            <translation>Fremde nehmen</translation>
        </message>
        <message>
            <source>Take these</source>
            <translation>Übernehmen</translation>
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
            <source>The first {count} pictures</source>
            <translation>Die ersten {count} Bilder</translation>
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
            <source>The keys this program comes with.</source>
            <translation>Die Tasten, mit denen dieses Programm kommt.</translation>
        </message>
        <message>
            <source>The labels are still being read.</source>
            <translation>Die Label werden noch gelesen.</translation>
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
            <source>The picture is shown as it is</source>
            <translation>Das Bild wird gezeigt, wie es ist</translation>
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
            <source>The share of the epochs in which the learning rate rises</source>
            <translation>Der Anteil der Epochen, in denen die Lernrate steigt</translation>
        </message>
        <message>
            <source>Theme</source>
            <translation>Farben</translation>
        </message>
        <message>
            <source>There are no predictions to compare with. Predict this folder first (menu Model).</source>
            <translation>Es gibt keine Vorhersagen zum Vergleich. Zuerst diesen Ordner vorhersagen (Menü Modell).</translation>
        </message>
        <message>
            <source>They are from {time}, before the window ended.</source>
            <translation>Sie sind von {time}, bevor das Fenster endete.</translation>
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
            <source>This picture's labels cannot be edited</source>
            <translation>Die Label dieses Bildes lassen sich nicht bearbeiten</translation>
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
            <source>Train and evaluate</source>
            <translation>Trainieren und auswerten</translation>
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
            <source>Undo</source>
            <translation>Rückgängig</translation>
        </message>
        <message>
            <source>Validating</source>
            <translation>Validieren</translation>
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
            <source>Warm-up</source>
            <translation>Aufwärmen</translation>
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
            <source>When a run ends, its scores are here, beside those of the run before. {shortcuts} shows all keys.</source>
            <translation>Endet ein Lauf, stehen hier seine Werte neben denen des vorigen. {shortcuts} zeigt alle Tasten.</translation>
        </message>
        <message>
            <source>Words of a name, or</source>
            <translation>Wörter eines Namens, oder</translation>
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
            <source>`{token}` is not understood. Try {example}.</source>
            <translation>`{token}` ist nicht verständlich. Etwa {example}.</translation>
        </message>
        <message>
            <source>and {count} more</source>
            <translation>und {count} weitere</translation>
        </message>
        <message>
            <source>brightness {value}</source>
            <translation>Helligkeit {value}</translation>
        </message>
        <message>
            <source>contrast {value}</source>
            <translation>Kontrast {value}</translation>
        </message>
        <message>
            <source>false {guess} {score:.2f}</source>
            <translation>falsch: {guess} {score:.2f}</translation>
        </message>
        <message>
            <source>gamma {value}</source>
            <translation>Gamma {value}</translation>
        </message>
        <message>
            <source>missed {label}</source>
            <translation>übersehen: {label}</translation>
        </message>
        <message>
            <source>paused</source>
            <translation>pausiert</translation>
        </message>
        <message>
            <source>picture {number} of {count}</source>
            <translation>Bild {number} von {count}</translation>
        </message>
        <message>
            <source>{count} of another class: one false and one missed each</source>
            <translation>{count} von anderer Klasse: je einmal falsch und einmal übersehen</translation>
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
            <source>{count} pictures ranked.</source>
            <translation>{count} Bilder geordnet.</translation>
        </message>
        <message>
            <source>{count} verified</source>
            <translation>{count} geprüft</translation>
        </message>
        <message>
            <source>{file} was changed by another program.</source>
            <translation>{file} wurde von einem anderen Programm geändert.</translation>
        </message>
        <message>
            <source>{job} paused</source>
            <translation>{job} pausiert</translation>
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
            <source>{label} placed badly, IoU {iou:.2f}</source>
            <translation>{label} schlecht platziert, IoU {iou:.2f}</translation>
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
            <source>{name} is locked and stays as it is. L unlocks it.</source>
            <translation>{name} ist gesperrt und bleibt, wie es ist. L gibt es frei.</translation>
        </message>
        <message>
            <source>{name} is of one piece. Nothing was changed.</source>
            <translation>{name} ist aus einem Stück. Nichts wurde geändert.</translation>
        </message>
        <message>
            <source>{name} predicts the folder that is opened next.</source>
            <translation>{name} sagt den Ordner vorher, der als Nächstes geöffnet wird.</translation>
        </message>
        <message>
            <source>{number} of {count}</source>
            <translation>{number} von {count}</translation>
        </message>
        <message>
            <source>{shown} of {count}</source>
            <translation>{shown} von {count}</translation>
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
    </context>
</TS>
