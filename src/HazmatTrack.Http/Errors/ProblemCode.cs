using HazmatTrack.Domain;

namespace HazmatTrack.Http.Errors;

/// <summary>
/// A kind of error, by which clients decide what to do: the closed list of all that the API answers. The names are stable. A new one is a line here, and
/// appears in the OpenAPI document.
/// </summary>
internal sealed class ProblemCode
{
    public static readonly ProblemCode BadInput = new(
        "bad-input", 400, Titles.Invalid, new("参数或请求体有误；errors 列出全部错误。", "A parameter or the body is invalid; errors lists every fault."));

    public static readonly ProblemCode NothingAccepted = new(
        "nothing-accepted", 400, Titles.Invalid, new("没有一条位置可以接收；rejected 列出每一条的原因。", "None of the positions can be accepted; rejected gives the reason of each."));

    public static readonly ProblemCode PurposeRequired = new(
        "purpose-required", 400, new("须说明目的", "A purpose is required"), new(
            "查询轨迹、人员或导出数据须用请求头 Purpose 说明目的；有的目的还须 Case-Number。",
            "Tracks, persons and exports are given out for a purpose: state it by the header Purpose, some with Case-Number."));

    public static readonly ProblemCode NotSignedIn = new("not-signed-in", 401, new("未登录", "Not signed in"), new(
        "请先登录，或提供有效的 API 密钥（X-Api-Key）或令牌（Authorization: Bearer）；会话可能已结束，密钥可能已过期或吊销。",
        "Sign in, or send a valid API key (X-Api-Key) or token (Authorization: Bearer). A session may have ended, a key may have expired or been revoked."));

    public static readonly ProblemCode NotAllowed = new("not-allowed", 403, new("无权访问", "Not allowed"), new(
        "您的身份无权进行此操作。", "Your role, or your key, may not do this."));

    public static readonly ProblemCode SignInAgain = new("sign-in-again", 403, new("须重新登录", "Sign in again"), new(
        "该操作须在刚登录后进行；请重新登录。", "This is done soon after signing in only; sign in again."));

    public static readonly ProblemCode CrossSite = new("cross-site", 403, new("拒绝跨站请求", "Cross-site request refused"), new(
        "会话只接受本站页面的更改请求：须带请求头 X-Hazmat: 1。程序请用 API 密钥。",
        "A session takes changes from the program's own page only: the header X-Hazmat: 1 is required. Programs use an API key."));

    public static readonly ProblemCode NotFound = new("not-found", 404, new("未找到", "Not found"), new("所请求的内容不存在。", "What was asked for does not exist."));

    public static readonly ProblemCode MethodNotAllowed = new(
        "method-not-allowed", 405, new("不支持该方法", "Method not allowed"), new("此地址不支持该方法；Allow 头列出支持的方法。", "The address does not have this method; the header Allow lists those it has."));

    public static readonly ProblemCode RequestTimeout = new(
        "request-timeout", 408, new("请求超时", "Request timed out"), new("请求体到达太慢。", "The body arrived too slowly."));

    public static readonly ProblemCode NumberTaken = new(
        "number-taken", 409, Titles.Conflict, new("该编号已备案。", "A document with this number has been filed already."));

    public static readonly ProblemCode TooManyKeys = new(
        "too-many-keys", 409, Titles.Conflict, new("同名的有效密钥已有两个；请先吊销其中一个。", "Two keys of this name are active already; revoke one of them first."));

    public static readonly ProblemCode AlertRetracted = new("alert-retracted", 409, Titles.Conflict, new("告警已撤销。", "The alert was retracted."));

    public static readonly ProblemCode AlertClosed = new("alert-closed", 409, Titles.Conflict, new("告警已办结。", "The alert is closed."));

    public static readonly ProblemCode AlreadyDone = new("already-done", 409, Titles.Conflict, new("该处置步骤已经完成。", "The step has been taken already."));

    public static readonly ProblemCode NotSeenYet = new(
        "not-seen-yet", 409, Titles.Conflict, new("告警尚未签收或指派。", "The alert was neither acknowledged nor assigned yet."));

    public static readonly ProblemCode NotHandledYet = new("not-handled-yet", 409, Titles.Conflict, new("告警尚未处置。", "The alert was not handled yet."));

    public static readonly ProblemCode StaleVersion = new(
        "stale-version", 412, new("前提条件不满足", "Precondition failed"), new("当前版本不是 If-Match 或 If-None-Match 所要求的。", "The current version is not what If-Match or If-None-Match asks for."));

    public static readonly ProblemCode BodyTooLarge = new(
        "body-too-large", 413, new("请求体过大", "Content too large"), new("请求体超过上限。", "The body is larger than allowed."));

    public static readonly ProblemCode UnsupportedMediaType = new(
        "unsupported-media-type", 415, new("不支持的内容类型", "Unsupported media type"), new(
            "请求体的类型、字符集或编码不受支持。", "The type, charset or coding of the body is not supported."));

    public static readonly ProblemCode TooManyRequests = new("too-many-requests", 429, new("请求过于频繁", "Too many requests"), new("请稍后再试。", "Try again later."));

    public static readonly ProblemCode Internal = new("internal", 500, new("服务器内部错误", "Internal server error"), new(
        "服务器处理该请求时出错，原因见其日志；是否已有更改不确定。", "The server failed at this request; its log says why. Whether anything was changed is not known."));

    public static readonly ProblemCode HistoryDamaged = new(
        "history-damaged", 500, new("存储的数据已损坏", "Stored data is damaged"), new("所请求的一段轨迹已存储但无法读取；from 与 to 给出其范围。", "Part of the history asked for is stored but cannot be read; from and to give the stretch."));

    public static readonly ProblemCode RecordDamaged = new(
        "record-damaged", 500, new("存储的数据已损坏", "Stored data is damaged"), new(
            "所请求的记录已存储但无法读取；服务器日志给出其位置。重试无用，须先修复。",
            "What was asked for is stored and cannot be read; the log of the server names the row. It must be repaired: to try again does not help."));

    public static readonly ProblemCode StoreUnavailable = new(
        "store-unavailable", 503, Titles.Unavailable, new("存储暂不可用；请稍后再试。", "A store does not answer; try again in a moment."));

    public static readonly ProblemCode LogUnavailable = new(
        "log-unavailable", 503, Titles.Unavailable, new("Kafka 暂不接收位置；请重发该请求，已收下的重复无害。", "Kafka does not take positions now; send the request again, what is stored already does no harm twice."));

    private ProblemCode(string name, int status, LocalText title, LocalText meaning) => (Name, Status, Title, Meaning) = (name, status, title, meaning);

    /// <summary>All codes, by status.</summary>
    public static IReadOnlyList<ProblemCode> All { get; } =
    [
        BadInput, NothingAccepted, PurposeRequired, NotSignedIn, NotAllowed, SignInAgain, CrossSite,
        NotFound, MethodNotAllowed, RequestTimeout, NumberTaken, TooManyKeys, AlertRetracted, AlertClosed, AlreadyDone, NotSeenYet, NotHandledYet,
        StaleVersion, BodyTooLarge, UnsupportedMediaType, TooManyRequests, Internal, HistoryDamaged, RecordDamaged, StoreUnavailable, LogUnavailable,
    ];

    /// <summary>The value of <c>code</c>.</summary>
    public string Name { get; }

    /// <summary>The HTTP status.</summary>
    public int Status { get; }

    /// <summary>The value of <c>title</c>: the same for all codes of a status that mean the same to a person.</summary>
    public LocalText Title { get; }

    /// <summary>What it means and what to do, for the documentation, and for <c>detail</c> where nothing more is known.</summary>
    public LocalText Meaning { get; }

    /// <summary>The value of <c>type</c> (RFC 9457 §3.1.1): it names the kind, and leads nowhere.</summary>
    public string Type => "urn:problem-type:hazmattrack:" + Name;

    /// <summary>The code of an error that the framework answers with a bare status.</summary>
    public static ProblemCode FromStatus(int status) => All.FirstOrDefault(c => c.Status == status) ?? (status >= 500 ? Internal : BadInput);

    public override string ToString() => Name;

    private static class Titles
    {
        public static readonly LocalText Invalid = new("请求无效", "Invalid request");
        public static readonly LocalText Conflict = new("状态冲突", "Conflict");
        public static readonly LocalText Unavailable = new("服务暂不可用", "Service unavailable");
    }
}
