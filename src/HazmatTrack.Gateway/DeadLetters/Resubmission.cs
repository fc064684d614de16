using System.Runtime.InteropServices;
using System.Text.Json;
using HazmatTrack.Contracts.Positions;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Access;
using HazmatTrack.Gateway.Ingest;
using HazmatTrack.Http.Access;
using HazmatTrack.Http.Errors;
using HazmatTrack.Http.Requests;
using HazmatTrack.Storage.DeadLetters;

namespace HazmatTrack.Gateway.DeadLetters;

/// <summary>
/// Sends a refused report again, by the way of every report by HTTP. A letter is claimed before and marked after, so that of two people at once one sends
/// it; where the process ends in between, the claim ends by itself, and what was sent already is a duplicate for history.
/// </summary>
internal sealed class Resubmission(DeadLetterStore store, PositionAdmission admission, DeadLetterMetrics metrics, TimeProvider time)
{
    private const int LargestBody = 2 * DeadLetterOptions.LargestBody;

    public async Task<IResult> PostAsync(string id, HttpContext context)
    {
        var faults = new QueryReader(context.Request.Query).Faults;
        using var body = await JsonBody.ReadOptionalAsync(context, LargestBody, faults, context.RequestAborted);
        var report = body.Member("report");
        if (report.ValueKind is not (JsonValueKind.Object or JsonValueKind.Null or JsonValueKind.Undefined))
        {
            faults.Add("report", FaultCode.Invalid, new("应为一个 JSON 对象。", "Expected one JSON object."));
        }

        body.RefuseOthers();
        faults.ThrowIfAny();
        context.Look().Object = ("dead-letter", id);
        if (context.Caller().ScopeFor(AccessAction.SendPositions).Operator is not { } code || DeadLetterEndpoints.Number(id) is not { } number
            || await store.FindAsync(number, context.RequestAborted) is not { } letter || letter.Content.Operator != code)
        {
            return DeadLetterEndpoints.Unknown(id);
        }

        var item = report.ValueKind == JsonValueKind.Object ? JsonMarshal.GetRawUtf8Value(report).ToArray() : ItemOf(letter.Content);
        if (item is null)
        {
            faults.Add("report", FaultCode.Required, new(
                "原文不完整、无法读作定位，或不能确定其坐标系、车辆：请在 report 中给出更正后的上报。",
                "The original is not whole, cannot be read as a report, or leaves its datum or its vehicle open: give the corrected one in 'report'."));
            faults.ThrowIfAny();
        }

        var now = Instant.From(time.GetUtcNow());
        var items = admission.Parse(item, BodyType.Json, now, faults);
        context.Look().Vehicles = items.Vehicles;
        var (claim, claimedAt) = await store.ClaimAsync(number, context.RequestAborted);
        if (claim != LetterClaim.Claimed)
        {
            return await ConflictAsync(number, claim, context.RequestAborted);
        }

        var isTaken = false;
        try
        {
            var admitted = await admission.AdmitAsync(code, items, now, context.RequestAborted);
            isTaken = admitted.Problem is null;
            if (!isTaken)
            {
                return admitted.Problem!;
            }
        }
        finally
        {
            metrics.Resubmitted(isTaken);
            if (!isTaken)
            {
                await store.ReleaseAsync(number, claimedAt, CancellationToken.None);
            }
        }

        var caller = context.Caller();
        var by = $"{caller.Issuer} {caller.Subject}";
        var at = await store.MarkResentAsync(number, by, CancellationToken.None);
        return Results.Json(
            DeadLetterEndpoints.ViewOf(letter with { ResentAt = at, ResentBy = by }, isOwn: true, RequestLanguage.Declare(context)),
            DeadLetterJson.Wire.DeadLetterView);
    }

    /// <summary>
    /// The original as an item of HTTP ingest; null where it is not whole, or no report, or where somebody would have to guess where or whose it is.
    /// </summary>
    internal static byte[]? ItemOf(LetterContent letter) =>
        letter.Body.Length != letter.BodyLength ? null
        : letter.Place is null ? letter.Body.ToArray()
        : RejectReasons.Find(letter.Reason) is (RejectReason.UnknownDatum or RejectReason.KeyMismatch) ? null
        : PositionBodies.Read(letter.Body.Span, letter.Vehicle) is { } report ? JsonSerializer.SerializeToUtf8Bytes(report, HttpIngestJson.Wire.PositionBody)
        : null;

    private async Task<IResult> ConflictAsync(long number, LetterClaim claim, CancellationToken cancellation)
    {
        if (claim == LetterClaim.Busy)
        {
            return new ProblemResult(ProblemCode.AlreadyDone, new("该上报正在重新提交，请稍后查看。", "The report is being re-submitted at this moment; look at it again soon."));
        }

        var done = await store.FindAsync(number, cancellation);
        var (at, by) = (done?.ResentAt is { } time ? ChinaTimeText.Format(time) : "?", done?.ResentBy ?? "?");
        return new ProblemResult(ProblemCode.AlreadyDone, new(
            $"该上报已于 {at} 由 {by} 重新提交。", $"The report was re-submitted at {at} by {by}. Send another report by POST /api/v1/positions."));
    }
}
