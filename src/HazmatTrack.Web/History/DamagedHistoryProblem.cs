using HazmatTrack.Contracts.Alerts;
using HazmatTrack.Http;
using HazmatTrack.Storage.History.Damaged;

namespace HazmatTrack.Web.History;

/// <summary>The response where the requested data is stored but cannot be read.</summary>
internal static class DamagedHistoryProblem
{
    public static KnownProblem Known { get; } = new(e => e is DamagedHistoryException damaged ? Answer(damaged) : null);

    private static IResult Answer(DamagedHistoryException e) => Results.Problem(
        title: "Part of what was asked for is damaged.",
        detail: e.Message,
        statusCode: StatusCodes.Status500InternalServerError,
        extensions: [new("code", "history-damaged"), new("from", AlertViews.ToChinaTime(e.Stretch.From)), new("to", AlertViews.ToChinaTime(e.Stretch.To))]);
}
