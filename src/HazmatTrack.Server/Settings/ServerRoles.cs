namespace HazmatTrack.Server.Settings;

/// <summary>What one process of the program does.</summary>
[Flags]
internal enum ServerRoles
{
    None = 0,

    /// <summary>Takes reports in: by HTTP, from the topics of operators, and those that are sent again.</summary>
    Gateway = 1,

    /// <summary>Evaluates and stores reports; a silo of the cluster.</summary>
    Tracker = 2,

    /// <summary>Answers people and programs: page, API, alert stream, subscriptions.</summary>
    Web = 4,

    All = 7,
}
