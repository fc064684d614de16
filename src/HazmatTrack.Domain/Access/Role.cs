namespace HazmatTrack.Domain.Access;

/// <summary>The duty of a caller. One may be an inspector and an officer; the others go with no other (<see cref="AccessRights.Conflict"/>).</summary>
public enum Role
{
    /// <summary>A transport operator (运输企业): its own vehicles.</summary>
    Operator = 1,

    /// <summary>An inspector (执法人员) of a province: what is in it, bound for it or has just left it, and the alerts there.</summary>
    Inspector = 2,

    /// <summary>An officer of a province's authority (省级管理人员): tracks within the province, and those of the vehicles at home there.</summary>
    ProvinceOfficer = 3,

    /// <summary>Administers the deployment: people, keys, operators, partitions. Sees no vehicle.</summary>
    Administrator = 4,

    /// <summary>Reads the audit record and nothing else.</summary>
    Auditor = 5,
}
