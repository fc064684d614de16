using HazmatTrack.Contracts.Positions;
using HazmatTrack.Domain;
using HazmatTrack.Gateway.DeadLetters;
using HazmatTrack.Gateway.Ingest;
using HazmatTrack.Http.Access;
using HazmatTrack.Http.Errors;
using HazmatTrack.Http.Requests;

namespace HazmatTrack.Gateway;

/// <summary>
/// <c>POST /api/v1/positions</c>: for senders without Kafka. Answers 202 only when the brokers have every report that it accepts, and lists every item that
/// it refuses; a request with no acceptable item is an error. What is refused is a dead letter as well, which its operator can read and send again.
/// </summary>
internal sealed class PositionsEndpoint(PositionAdmission admission, RefusedItems refused, HttpIngestOptions options, TimeProvider time)
{
    public async Task<IResult> PostAsync(HttpContext context)
    {
        var query = new QueryReader(context.Request.Query);
        var type = BodyTypes.Of(context.Request, query.Faults);
        using var body = await BodyBytes.ReadAsync(context, options.MaxBodyBytes, query.Faults, context.RequestAborted);
        var now = Instant.From(time.GetUtcNow());
        var items = admission.Parse(body.Bytes, type, now, query.Faults);
        query.ThrowIfInvalid();

        // Only a person or a key of an operator sends positions, and each names its operator.
        var code = context.Caller().Organisation!;
        var admitted = await admission.AdmitAsync(code, items, now, context.RequestAborted);
        if (admitted.Failed.Count > 0)
        {
            // The request comes again, with the items that are refused.
            context.Response.Headers.RetryAfter = "5";
            return admitted.Problem!;
        }

        refused.Send(code, admitted, now);
        var language = RequestLanguage.Declare(context);
        return admitted.Problem ?? Results.Json(
            new PostPositionsResponse(items.Reports.Count, items.Rejected.ConvertAll(r => new RejectedItem(r.Index, r.Reason.Code(), r.Detail.In(language)))),
            HttpIngestJson.Wire.PostPositionsResponse, statusCode: StatusCodes.Status202Accepted);
    }
}
