namespace HazmatTrack.Domain.Access;

/// <summary>What a call does, as far as it matters who may. Each endpoint of the API carries one.</summary>
public enum AccessAction
{
    /// <summary>Looks at what applies to everybody: rules, kinds of document, borders, the province of a point.</summary>
    ReadReference = 1,

    /// <summary>Looks at where vehicles are.</summary>
    ReadVehicles = 2,

    /// <summary>Looks at the track of a vehicle.</summary>
    ReadTracks = 3,

    /// <summary>Asks which vehicles were at a place.</summary>
    SearchPresence = 4,

    /// <summary>Looks at alerts.</summary>
    ReadAlerts = 5,

    /// <summary>Acknowledges, assigns, handles or closes an alert.</summary>
    HandleAlerts = 6,

    /// <summary>Looks at permits, routes and the other documents.</summary>
    ReadDocuments = 7,

    /// <summary>Files, corrects or withdraws a document.</summary>
    FileDocuments = 8,

    /// <summary>Sends position reports.</summary>
    SendPositions = 9,

    /// <summary>Looks at how the deployment runs.</summary>
    ReadOperation = 10,

    /// <summary>Changes how the deployment runs, such as having a vehicle evaluated again.</summary>
    ChangeOperation = 11,

    /// <summary>Manages operators, keys, sessions and subscriptions.</summary>
    ManageAccess = 12,

    /// <summary>Reads the audit record.</summary>
    ReadAudit = 13,

    /// <summary>Looks at one's own sign-in, or ends it.</summary>
    OwnSession = 14,

    /// <summary>Looks at an operator, its vehicles and its keys; an operator's people at their own alone.</summary>
    ReadOperators = 15,

    /// <summary>Looks at reports that were refused, and how many were; at their originals an operator's people alone.</summary>
    ReadDeadLetters = 18,

    /// <summary>Looks at how good the reports of an operator's vehicles are.</summary>
    ReadQuality = 19,

    /// <summary>The same by vehicle.</summary>
    ReadVehicleQuality = 20,

    /// <summary>Fetches the signed checkpoints of the audit record, which say nothing of what it holds.</summary>
    ReadCheckpoints = 21,

    /// <summary>Hands a person's own data out to the person.</summary>
    ExportPersons = 22,
}
