using HazmatTrack.Domain;
using HazmatTrack.Http.Errors;
using HazmatTrack.Storage.History.Damaged;

namespace HazmatTrack.Web.History;

/// <summary>The response where the requested data is stored but cannot be read.</summary>
internal static class DamagedHistoryProblem
{
    public static KnownProblem Known { get; } = new(e => e is DamagedHistoryException damaged ? Answer(damaged) : null);

    private static ProblemResult Answer(DamagedHistoryException e) => new(ProblemCode.HistoryDamaged, new(
        $"所请求的轨迹中有一段已存储但无法读取：{ChinaTimeText.Format(e.Stretch.From, e.Stretch.To)}。请缩小时间范围，或查看服务器日志。", e.Message))
    {
        Members = (json, _) =>
        {
            json.WritePropertyName("from");
            InstantJson.Write(json, e.Stretch.From);
            json.WritePropertyName("to");
            InstantJson.Write(json, e.Stretch.To);
        },
    };
}
