package extractscore

// classWords are what documents that are no invoices say in one language.
type classWords struct {
	subject, dear, regards  string
	prose                   []string // sentences of letters and reports
	titles                  []string // of reports, minutes, notices
	contracts, heads, terms []string // titles, headings and sentences of contracts
	between                 string   // how a contract names its parties: @a, @b
	forms, asks             []string // titles and labels of forms
	tick, sign              string
	ids, facts              []string // titles and labels of identity documents
}

var classWordsOf = map[string]classWords{
	"de": {
		subject: "Betreff: Ihr Schreiben", dear: "Sehr geehrte Frau Kettler,", regards: "Mit freundlichen Grüßen",
		prose:     []string{"Vielen Dank für Ihre Anfrage vom letzten Monat.", "Die Arbeiten am Dach sind inzwischen abgeschlossen.", "Im zweiten Quartal stieg der Absatz um 4,2 Prozent.", "Bitte teilen Sie uns mit, ob Ihnen der Termin passt.", "Der Ausschuss hat über drei Vorschläge beraten.", "Die Messungen wurden an sechs Standorten wiederholt.", "Wir freuen uns auf die Zusammenarbeit.", "Die Bibliothek bleibt am Montag geschlossen."},
		titles:    []string{"Protokoll der Sitzung", "Jahresbericht", "Hinweise zur Bedienung", "Lebenslauf", "Preisliste"},
		contracts: []string{"Mietvertrag", "Arbeitsvertrag", "Dienstleistungsvertrag", "Geheimhaltungsvereinbarung"}, heads: []string{"Vertragsgegenstand", "Laufzeit und Kündigung", "Vergütung", "Haftung", "Schlussbestimmungen"},
		terms:   []string{"Die Vertragsparteien vereinbaren Stillschweigen über den Inhalt.", "Die Kündigung bedarf der Schriftform.", "Gerichtsstand ist der Sitz des Auftraggebers.", "Sollte eine Bestimmung unwirksam sein, bleiben die übrigen wirksam.", "Der Auftragnehmer haftet für Vorsatz und grobe Fahrlässigkeit.", "Nebenabreden bestehen nicht."},
		between: "Zwischen @a und @b wird folgender Vertrag geschlossen:", forms: []string{"Antrag auf Mitgliedschaft", "Anmeldeformular", "Fragebogen"}, asks: []string{"Nachname", "Vorname", "Geburtsdatum", "Straße und Hausnummer", "Telefon", "Beruf", "Familienstand"}, tick: "Zutreffendes bitte ankreuzen", sign: "Ort, Datum, Unterschrift",
		ids: []string{"Personalausweis", "Reisepass", "Führerschein"}, facts: []string{"Name", "Vornamen", "Geburtsdatum", "Staatsangehörigkeit", "Gültig bis"},
	},
	"en": {
		subject: "Re: your letter", dear: "Dear Ms Whitcombe,", regards: "Yours sincerely",
		prose:     []string{"Thank you for your enquiry of last month.", "The work on the roof has now been finished.", "Sales rose by 4.2 per cent in the second quarter.", "Please let us know whether the date suits you.", "The committee discussed three proposals.", "The measurements were repeated at six sites.", "We look forward to working with you.", "The library is closed on Monday."},
		titles:    []string{"Minutes of the meeting", "Annual report", "User guide", "Curriculum vitae", "Price list"},
		contracts: []string{"Tenancy Agreement", "Employment Contract", "Services Agreement", "Non-Disclosure Agreement"}, heads: []string{"Subject matter", "Term and termination", "Remuneration", "Liability", "General provisions"},
		terms:   []string{"The parties shall keep the contents confidential.", "Notice of termination shall be given in writing.", "This agreement is governed by the laws of England.", "If any provision is held invalid the remainder shall stay in force.", "The contractor shall be liable for gross negligence.", "There are no side agreements."},
		between: "This agreement is made between @a and @b.", forms: []string{"Application for membership", "Registration form", "Questionnaire"}, asks: []string{"Surname", "First name", "Date of birth", "Street and number", "Telephone", "Occupation", "Marital status"}, tick: "Please tick what applies", sign: "Place, date, signature",
		ids: []string{"Identity Card", "Passport", "Driving Licence"}, facts: []string{"Surname", "Given names", "Date of birth", "Nationality", "Date of expiry"},
	},
	"fr": {
		subject: "Objet : votre courrier", dear: "Madame, Monsieur,", regards: "Veuillez agréer nos salutations distinguées",
		prose:     []string{"Nous vous remercions de votre demande du mois dernier.", "Les travaux de la toiture sont maintenant terminés.", "Les ventes ont progressé de 4,2 pour cent au deuxième trimestre.", "Merci de nous dire si la date vous convient.", "La commission a examiné trois propositions.", "Les mesures ont été répétées sur six sites.", "Nous nous réjouissons de travailler avec vous.", "La bibliothèque est fermée le lundi."},
		titles:    []string{"Compte rendu de réunion", "Rapport annuel", "Mode d'emploi", "Curriculum vitae", "Liste des prix"},
		contracts: []string{"Contrat de location", "Contrat de travail", "Contrat de prestation de services", "Accord de confidentialité"}, heads: []string{"Objet du contrat", "Durée et résiliation", "Rémunération", "Responsabilité", "Dispositions générales"},
		terms:   []string{"Les parties s'engagent à garder le secret sur son contenu.", "La résiliation doit être notifiée par écrit.", "Le présent contrat est régi par le droit français.", "Si une clause est nulle, les autres demeurent en vigueur.", "Le prestataire répond de sa faute lourde.", "Il n'existe aucune convention annexe."},
		between: "Entre les soussignés @a et @b il a été convenu ce qui suit :", forms: []string{"Demande d'adhésion", "Formulaire d'inscription", "Questionnaire"}, asks: []string{"Nom", "Prénom", "Date de naissance", "Rue et numéro", "Téléphone", "Profession", "Situation de famille"}, tick: "Cocher la case correspondante", sign: "Lieu, date, signature",
		ids: []string{"Carte nationale d'identité", "Passeport", "Permis de conduire"}, facts: []string{"Nom", "Prénoms", "Date de naissance", "Nationalité", "Date d'expiration"},
	},
	"nl": {
		subject: "Betreft: uw brief", dear: "Geachte mevrouw De Wit,", regards: "Met vriendelijke groet",
		prose:     []string{"Hartelijk dank voor uw aanvraag van vorige maand.", "De werkzaamheden aan het dak zijn inmiddels klaar.", "De verkoop steeg in het tweede kwartaal met 4,2 procent.", "Laat ons weten of de datum u schikt.", "De commissie besprak drie voorstellen.", "De metingen zijn op zes plaatsen herhaald.", "Wij kijken uit naar de samenwerking.", "De bibliotheek is op maandag gesloten."},
		titles:    []string{"Notulen van de vergadering", "Jaarverslag", "Gebruiksaanwijzing", "Curriculum vitae", "Prijslijst"},
		contracts: []string{"Huurovereenkomst", "Arbeidsovereenkomst", "Overeenkomst van opdracht", "Geheimhoudingsovereenkomst"}, heads: []string{"Onderwerp", "Duur en opzegging", "Vergoeding", "Aansprakelijkheid", "Slotbepalingen"},
		terms:   []string{"Partijen houden de inhoud geheim.", "Opzegging geschiedt schriftelijk.", "Op deze overeenkomst is Nederlands recht van toepassing.", "Is een bepaling nietig, dan blijven de overige van kracht.", "Opdrachtnemer is aansprakelijk voor opzet en grove schuld.", "Er zijn geen nevenafspraken."},
		between: "De ondergetekenden @a en @b komen het volgende overeen:", forms: []string{"Aanvraag lidmaatschap", "Inschrijfformulier", "Vragenlijst"}, asks: []string{"Achternaam", "Voornaam", "Geboortedatum", "Straat en huisnummer", "Telefoon", "Beroep", "Burgerlijke staat"}, tick: "Aankruisen wat van toepassing is", sign: "Plaats, datum, handtekening",
		ids: []string{"Identiteitskaart", "Paspoort", "Rijbewijs"}, facts: []string{"Naam", "Voornamen", "Geboortedatum", "Nationaliteit", "Geldig tot"},
	},
	"es": {
		subject: "Asunto: su carta", dear: "Estimada señora Fernández:", regards: "Atentamente",
		prose:     []string{"Le agradecemos su solicitud del mes pasado.", "Las obras del tejado ya han terminado.", "Las ventas subieron un 4,2 por ciento en el segundo trimestre.", "Díganos si le conviene la fecha.", "La comisión debatió tres propuestas.", "Las mediciones se repitieron en seis lugares.", "Esperamos poder trabajar con ustedes.", "La biblioteca cierra los lunes."},
		titles:    []string{"Acta de la reunión", "Informe anual", "Manual de uso", "Currículum", "Lista de precios"},
		contracts: []string{"Contrato de arrendamiento", "Contrato de trabajo", "Contrato de prestación de servicios", "Acuerdo de confidencialidad"}, heads: []string{"Objeto del contrato", "Duración y rescisión", "Retribución", "Responsabilidad", "Disposiciones generales"},
		terms:   []string{"Las partes guardarán secreto sobre su contenido.", "La rescisión se comunicará por escrito.", "El presente contrato se rige por la ley española.", "Si una cláusula fuera nula, las demás seguirán vigentes.", "El contratista responde de su culpa grave.", "No existen pactos adicionales."},
		between: "Reunidos @a y @b, acuerdan las siguientes estipulaciones:", forms: []string{"Solicitud de admisión", "Formulario de inscripción", "Cuestionario"}, asks: []string{"Apellidos", "Nombre", "Fecha de nacimiento", "Calle y número", "Teléfono", "Profesión", "Estado civil"}, tick: "Marque lo que proceda", sign: "Lugar, fecha y firma",
		ids: []string{"Documento nacional de identidad", "Pasaporte", "Permiso de conducción"}, facts: []string{"Apellidos", "Nombre", "Fecha de nacimiento", "Nacionalidad", "Válido hasta"},
	},
	"it": {
		subject: "Oggetto: la Sua lettera", dear: "Gentile signora Esposito,", regards: "Cordiali saluti",
		prose:     []string{"La ringraziamo della richiesta del mese scorso.", "I lavori al tetto sono ormai terminati.", "Le vendite sono salite del 4,2 per cento nel secondo trimestre.", "Ci faccia sapere se la data va bene.", "La commissione ha discusso tre proposte.", "Le misure sono state ripetute in sei luoghi.", "Saremo lieti di lavorare con Voi.", "La biblioteca è chiusa il lunedì."},
		titles:    []string{"Verbale della riunione", "Relazione annuale", "Istruzioni per l'uso", "Curriculum vitae", "Listino prezzi"},
		contracts: []string{"Contratto di locazione", "Contratto di lavoro", "Contratto di prestazione di servizi", "Accordo di riservatezza"}, heads: []string{"Oggetto del contratto", "Durata e recesso", "Corrispettivo", "Responsabilità", "Disposizioni finali"},
		terms:   []string{"Le parti mantengono il segreto sul contenuto.", "Il recesso va comunicato per iscritto.", "Il presente contratto è regolato dalla legge italiana.", "Se una clausola è nulla, le altre restano valide.", "Il prestatore risponde per colpa grave.", "Non vi sono patti aggiuntivi."},
		between: "Tra @a e @b si conviene e si stipula quanto segue:", forms: []string{"Domanda di iscrizione", "Modulo di registrazione", "Questionario"}, asks: []string{"Cognome", "Nome", "Data di nascita", "Via e numero", "Telefono", "Professione", "Stato civile"}, tick: "Barrare la casella", sign: "Luogo, data e firma",
		ids: []string{"Carta d'identità", "Passaporto", "Patente di guida"}, facts: []string{"Cognome", "Nome", "Data di nascita", "Cittadinanza", "Scadenza"},
	},
	"pt": {
		subject: "Assunto: a sua carta", dear: "Exma. Senhora Maria Sousa,", regards: "Com os melhores cumprimentos",
		prose:     []string{"Agradecemos o seu pedido do mês passado.", "As obras do telhado já terminaram.", "As vendas subiram 4,2 por cento no segundo trimestre.", "Diga-nos se a data lhe convém.", "A comissão discutiu três propostas.", "As medições foram repetidas em seis locais.", "Esperamos poder trabalhar consigo.", "A biblioteca encerra à segunda-feira."},
		titles:    []string{"Ata da reunião", "Relatório anual", "Manual de utilização", "Curriculum vitae", "Tabela de preços"},
		contracts: []string{"Contrato de arrendamento", "Contrato de trabalho", "Contrato de prestação de serviços", "Acordo de confidencialidade"}, heads: []string{"Objeto do contrato", "Duração e rescisão", "Retribuição", "Responsabilidade", "Disposições finais"},
		terms:   []string{"As partes guardam segredo sobre o conteúdo.", "A rescisão é comunicada por escrito.", "O presente contrato rege-se pela lei portuguesa.", "Se uma cláusula for nula, as restantes mantêm-se.", "O prestador responde por culpa grave.", "Não existem acordos adicionais."},
		between: "Entre os outorgantes @a e @b é celebrado o presente contrato:", forms: []string{"Pedido de adesão", "Formulário de inscrição", "Questionário"}, asks: []string{"Apelido", "Nome próprio", "Data de nascimento", "Rua e número", "Telefone", "Profissão", "Estado civil"}, tick: "Assinale o que se aplica", sign: "Local, data e assinatura",
		ids: []string{"Cartão de cidadão", "Passaporte", "Carta de condução"}, facts: []string{"Apelidos", "Nomes próprios", "Data de nascimento", "Nacionalidade", "Válido até"},
	},
}
