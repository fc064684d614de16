namespace HazmatTrack.Domain.Audit;

/// <summary>What somebody did or tried to do. A closed list: a record with any other number is unreadable.</summary>
public enum AuditAction
{
    SignIn = 1,
    SignOut = 2,
    EndSession = 3,
    ReadVehicle = 4,
    ReadTrack = 5,
    ReadAlerts = 6,
    ReadDocuments = 7,
    SearchPresence = 8,
    OpenStream = 9,
    Export = 10,
    HandleAlert = 11,
    FileDocument = 12,
    WithdrawDocument = 13,
    PublishRule = 14,
    ChangePerson = 15,
    ChangeKey = 16,
    ReadAudit = 17,

    /// <summary>Data are provided to another authority (网络数据安全管理条例 art. 12).</summary>
    ProvideData = 18,
    DropAudit = 19,
    WriteReports = 20,

    /// <summary>How the system runs is changed, as when a vehicle is evaluated again.</summary>
    ChangeOperation = 21,

    /// <summary>An operator is registered or changed, or vehicles are registered with it or released.</summary>
    ChangeOperator = 22,

    /// <summary>Whom alerts are sent to is changed, or what was not delivered is sent again or dropped.</summary>
    ChangeSubscription = 23,

    /// <summary>Reports that were refused are looked at, perhaps with their originals.</summary>
    ReadDeadLetters = 25,

    /// <summary>A report that was refused is sent again.</summary>
    ResubmitReport = 26,

    /// <summary>A call that is recorded where it is refused only.</summary>
    Other = 27,
}
