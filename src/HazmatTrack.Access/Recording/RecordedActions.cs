using HazmatTrack.Domain.Access;
using HazmatTrack.Domain.Audit;
using HazmatTrack.Http.Access;

namespace HazmatTrack.Access.Recording;

/// <summary>What the audit record calls a call.</summary>
internal static class RecordedActions
{
    /// <summary>
    /// What the record calls a call; null for those that it does not have: what applies to everybody, and
    /// reports, which history itself records. Of these it has the refusals.
    /// </summary>
    public static AuditAction? Of(EndpointMetadataCollection about, HttpRequest request)
    {
        if (about.GetMetadata<RecordedAs>() is { } stated)
        {
            return stated.Action;
        }

        return about.GetMetadata<RequiredAccess>()?.Action switch
        {
            AccessAction.ReadVehicleQuality or AccessAction.ReadQuality => IsExport(request) ? AuditAction.Export : AuditAction.ReadVehicle,
            AccessAction.ReadVehicles => AuditAction.ReadVehicle,
            AccessAction.ReadDeadLetters => AuditAction.ReadDeadLetters,
            AccessAction.ReadTracks => IsExport(request) ? AuditAction.Export : AuditAction.ReadTrack,
            AccessAction.SearchPresence => IsExport(request) ? AuditAction.Export : AuditAction.SearchPresence,
            AccessAction.ReadAlerts => AuditAction.ReadAlerts,
            AccessAction.HandleAlerts => AuditAction.HandleAlert,
            AccessAction.ReadDocuments => AuditAction.ReadDocuments,
            AccessAction.FileDocuments => HttpMethods.IsDelete(request.Method) ? AuditAction.WithdrawDocument : AuditAction.FileDocument,
            AccessAction.ChangeOperation => AuditAction.ChangeOperation,
            AccessAction.ManageAccess when IsChange(request) => AuditAction.ChangeKey,
            AccessAction.ReadAudit => AuditAction.ReadAudit,
            _ => null,
        };
    }

    /// <summary>Whether the answer is a file to take away.</summary>
    private static bool IsExport(HttpRequest request) => request.Query.TryGetValue("format", out var format) && format != "json";

    public static bool IsChange(HttpRequest request) => !HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method);
}
