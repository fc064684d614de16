namespace HazmatTrack.Http.Access;

/// <summary>Whose data a call answers.</summary>
internal enum AccessReach
{
    /// <summary>That of no vehicle.</summary>
    NoVehicle,

    /// <summary>
    /// That of one vehicle, alert or document, which the address names. One that the caller may not see is answered as one that does not exist.
    /// </summary>
    OneVehicle,

    /// <summary>That of all vehicles that the caller may see: lists and streams.</summary>
    ManyVehicles,
}
