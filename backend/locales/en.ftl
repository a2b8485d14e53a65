# Madang in English.
# Plain words, short sentences. Code fills in dates and numbers in this language's form.

## Site

atom-proposals = New proposals
atom-responses = Departments' answers
brand = Madang
city-hall = The city
language-en = English
language-ko = 한국어
share-image-alt = Madang: residents propose, the city answers
site-description = Residents of { $city } propose policies; with enough support, the city must answer by a set day.
site-locale = en_US
site-name = Madang { $city }

## Frame

back = Back
foot-about = About Madang and its rules
foot-api = Public API
foot-contact = Contact
foot-feed = Follow new proposals (Atom)
foot-owner = Run by { $city }. All rules and records are public.
nav-departments = Answers
nav-label = Main menu
nav-me = Me
nav-sign-in = Sign in
nav-square = Square
nav-write = Propose
skip-to-content = Skip to content

## Time

ago-now = just now
ago-yesterday = yesterday
days-late = { $days } late
days-left = { $days } left
days-today = last day

## Stages

stage-answered = Answered
stage-awaiting_response = Awaiting response
stage-closed = Closed
stage-combined = Combined
stage-done = Done
stage-draft = Draft
stage-gathering = Gathering support
stage-hidden = Hidden
stage-in_debate = In debate
stage-under_way = Under way
stage-withdrawn = Withdrawn

## Line and clock

clock-answered = The department has answered
clock-answered-elsewhere = It was answered on the board it comes from
clock-closed = Closed without enough support
clock-closed-elsewhere = Gathering ended on the board it comes from
clock-closed-on = Closed on { $date }
clock-done = What was promised is done
clock-due = Due by the end of { $date }
clock-gathering = Gathering support
clock-hidden = Hidden under the rules of this place
clock-late = The answer of { $department } is overdue
clock-needed = { $count } more and the department must answer
clock-owed = { $department } owes an answer
clock-read-answer = Read the answer
clock-read-history = See the way so far
clock-rule = At { $count } supports, { $department } must answer within { $days }
clock-under_way = What was promised is under way
clock-withdrawn = Withdrawn by its author
line-label = Progress
stop-carried_out = Carried out
stop-department_response = Answer
stop-mayor_response = Mayor answers
stop-proposed = Proposed
stop-public_debate = Debate

## Proposals

area-whole = All of { $city }
author-gone = A resident who withdrew their name
hidden-because = Reason: { $reason }
hidden-title = This proposal is hidden
standing-answer = Answer: { $remaining }
standing-combined = Combined into No. { $number }
standing-needed = { $count } more needed
supports-count = { $count ->
    [one] { $count } support
   *[other] { $count } supports
}
supports-imported = { $board } · { $count } (brought over)

## Answers

answer-corrected = version { $version }, corrected
answer-title = { $department } has answered
answer-versions = { $count ->
    [one] { $count } earlier version
   *[other] { $count } earlier versions
}
decision-adopted = Adopted
decision-already_in_place = Already in place
decision-not_adopted = Not adopted
decision-other_authority = For another authority
decision-partly_adopted = Partly adopted

## The way so far

event-addendum = The author added something
event-closed = Gathering ended
event-correction = { $department } corrected its answer
event-edited = The author edited the text
event-extended = { $department } took more time
event-hidden = Hidden by moderators
event-interim_note = { $department } gave an interim note
event-milestone = News of the work
event-name_withdrawn = The author withdrew their name
event-obligation_revived = An answer is owed again
event-obligation_void = Support fell, so no answer is owed
event-overdue = The answer is overdue
event-published = Proposed
event-response = { $department } answered
event-response-elsewhere = Answered on the board it comes from
event-restored = Made public again
event-threshold_reached = { $count } people support it
event-until = until { $date }
event-withdrawn = Withdrawn by its author
milestone-done = done
milestone-dropped = dropped
milestone-planned = planned
milestone-started = started
next-gathering = Gathering support
next-response = The department's answer
next-until = until { $date }
owes-department_response = the department owes an answer
owes-mayor_response = the mayor owes an answer
owes-public_debate = a public debate is owed

## Comments

badge-moderator = Moderator
badge-official = Official
comment-deleted = The author deleted this comment.
comment-edited = edited
comment-helpful = Helpful { $count }
comment-hidden = Hidden by moderators. Reason: { $reason }
stance-against = Against
stance-for = For
stance-legend = Where do you stand?
stance-neutral = Neutral

## Reasons to hide

reason-defamatory = Defamatory
reason-discriminatory = Discriminatory or a personal attack
reason-duplicate = Duplicate
reason-false = False or impersonating
reason-not_public = Not a public matter
reason-obscene = Obscene
reason-personal_data = Personal data
reason-rights = Others' rights
reason-spam = Commercial or spam
reason-threat = Threat

## Accounts

code-mail-body =
    Your sign-in code: { $code }

    Type it where you asked for it within { $minutes } minutes. Nobody from the city will ever ask you for it.

    You did not ask for it? Then you need not do anything: without this code nobody can sign in as you.

    { $address }
code-mail-subject = { $code } is your code for Madang { $city }
pseudonym = Resident { $number }

## The square

feed-empty = Nothing to show here yet
feed-empty-words = Write the first proposal. One thing that bothers you in your street is enough.
feed-end = That is all
feed-end-words = There are no more proposals.
feed-find = Find
feed-found = Results for “{ $words }”
feed-from-start = Back to the start
feed-nothing = No proposal fits
feed-nothing-words = Take a condition away or try another word. If nobody has proposed it yet, propose it.
filter-all = All
filter-area = District
filter-drop = remove
filter-search = Search
filter-show = Show
filter-stage = Stage
filter-topic = Topic
filter-used = Conditions in use
filter-words = “{ $words }”
sort-answered = Answered
sort-closing = Closing soon
sort-hot = Rising
sort-label = Order
sort-new = New
sort-supported = Most supported

## A proposal

addendum-on = Added on { $date }
append-body = What to add
append-hint = Up to 5,000 characters. It can't be changed afterwards.
append-send = Add it
append-words = The text that people supported stays as it is; this goes below it, with its date.
body-empty = It has only a title.
cancel = Cancel
comments-count = { $count ->
    [one] { $count } comment
   *[other] { $count } comments
}
done-appended = Added.
done-followed = We will tell you what becomes of this.
done-support-withdrawn = Your support is withdrawn.
done-supported = You support this. Thank you!
done-unfollowed = You will hear no more about this.
done-withdrawn = Withdrawn.
extended-until = The answer is put off until { $date }
follow = Follow
following = Following
hidden-but-moderator = This proposal is hidden. Only moderators and its author see it.
hidden-but-yours = Moderators hid this proposal. Only you and they see it now.
hidden-words = It broke a rule of this place, so its title and text are hidden. Its number and its way so far remain.
history-title = The way so far
place-marked = Marked on the map
place-on-map = See on the map
proposal-answer = Answer
proposal-append = Add to it
proposal-edit = Edit
proposal-number = No. { $number }
proposal-text = The proposal
proposal-withdraw = Withdraw
share = Share
share-copied = Address copied.
support = Support
support-and-follow = Tell me what becomes of this
support-given = Supported
support-verify = Get verified to support
support-withdraw = Withdraw
unfollow = Stop following
versions-first = As first published
versions-link = { $count ->
    [one] { $count } version
   *[other] { $count } versions
}
versions-number = Version { $version }
versions-title = What was changed
versions-words = What was taken out is struck through, what was added is underlined.
withdraw-really-name = Withdraw my name
withdraw-really-text = Withdraw the proposal
withdraw-title-name = Withdraw your name?
withdraw-title-text = Withdraw this proposal?
withdraw-words-name = The city owes or has given an answer to everybody who supported this, so the text stays. Only your name goes, for good.
withdraw-words-text = It disappears from the square and takes no more support or comments. Who knows its number can still read it. This can't be undone.
withdrawn-words = It is no longer in the square; only those who know its number can read it.
work-dropped = The work was dropped on { $date }

## The discussion

comment-body = Comment
comment-edit = Edit
comment-edit-title = Edit your comment
comment-hint = Up to 5,000 characters; you can edit it for { $minutes } minutes.
comment-read-hidden = Read the hidden text
comment-remove = Delete
comment-remove-really = Delete comment
comment-remove-words = This can't be undone.
comment-reply = Reply
comment-reply-label = Reply to { $name }
comment-save = Save the change
comment-send = Post comment
comment-send-reply = Post reply
comment-sign-in = Sign in to comment
comment-write = Write a comment
comments-none = No comments yet. For or against, yours could be the first.
comments-none-such = No such comments yet.
comments-title = Comments
done-comment-changed = Your comment is changed.
done-comment-removed = Your comment is deleted.
done-commented = Your comment is posted.
done-reported = Thank you for telling us. A moderator will look at it.
moderate = See in moderation
order-helpful = Most helpful
order-new = Newest
report = Report
report-note = Anything else
report-note-hint = Only moderators read this. Up to 2,000 characters.
report-reason = What is wrong with it?
report-send = Send report
report-title-comment = Report this comment?
report-title-proposal = Report this proposal?
report-words = A moderator checks it against the rules. The author is not told who reported it.
stance-all = All
stance-filter = Comments by stance
stance-some = { $stance } { $count }

## How departments answer

departments-title = How the city answers
departments-words = Whether departments answer by the set day what enough people support, for everybody to see.
overdue-due = due { $date }
overdue-none = No answer is overdue.
overdue-title = Overdue now
percent = { $percent }%
record-adopted = { $count } adopted
record-answered = { $count } answered
record-answered-in-time = { $count } in time
record-answered-late = { $count } late
record-done = { $count } carried out
record-in-time = Answered in time
record-late = Late
record-median = usually within { $days }
record-open = Being answered
record-overdue = { $count } overdue
record-owed = { $count } owed
records-none-title = Departments that owed no answer yet
records-note = Only proposals that crossed a threshold count. What became void does not.
records-title = By department
sum-done = carried out
sum-in-time = answered in time
sum-overdue = overdue
sum-owed = answers owed

## About

about-contact = Contact
about-contact-words = Questions, trouble, or a text that exposes your personal data: write to
about-contents = Contents
about-life = The way of a proposal
about-life-carried-out = Once it is adopted, the department tells with dates when work is planned, started and done; where it is dropped, it says why.
about-life-days = A day ends at 23:59:59. What is late shows by how many days, on the proposal and on the departments' page.
about-life-department_response = The department in charge must answer within { $days }, in public, with a decision and its reasons.
about-life-extension = It can be put off once, by { $days }, with a public reason.
about-life-interim = An interim note is due by day { $day }.
about-life-mayor_response = The mayor must answer within { $days }.
about-life-not-yet = This has not begun yet.
about-life-participants = { $count } people in the debate
about-life-proposed = It gathers support for { $days }.
about-life-public_debate = A public debate opens for { $days }.
about-life-supports = { $count } supports
about-life-void = If supports fall below the mark before the answer, nothing is owed; crossing it again brings back the same due day. What is overdue stays owed.
about-moderation = Why texts are hidden
about-moderation-log = Read the moderation log
about-moderation-told = The author is told which rule it was. Nobody decides about their own text, or where their own department owes the answer.
about-moderation-words = Anybody signed in can report a text with a reason. Moderators hide texts for these reasons only:
about-open = Open data
about-open-api = everything public here, for programs.
about-open-atom = for feed readers.
about-order = How “rising” is ordered
about-order-meaning = Twice the attention weighs as much as being two days newer. Nobody changes the order by hand.
about-order-words = More support and comments, and a later day, put a proposal higher. This is the whole formula:
about-privacy = Privacy
about-privacy-leaving = If you delete your account, your name and address go, your texts stay without a name, and your supports stay counted.
about-privacy-names = Call yourself what you like. Your e-mail address is shown to nobody.
about-privacy-visitors = Without signing in there are no cookies. Nothing tracks you, and nothing comes from another company.
about-privacy-votes = A support is stored as a code that cannot be turned back into an account. Its key is kept outside the database, so that a leak tells nobody who supported what.
about-support = Supporting
about-support-account = Everybody who is signed in can support.
about-support-edit = Authors can edit until the first support; later they add dated notes below. Every version stays public.
about-support-once = One person, one support for each proposal; you can withdraw it while it gathers. Following is separate.
about-support-verified = Verified residents support proposals. To propose and comment, signing in is enough.
about-terms = Terms
about-terms-age = You are at least { $age } years old.
about-terms-imported = Texts brought over from other boards are used under the terms of those boards, which are named with them.
about-terms-own = What you write stays yours. Don't publish other people's texts or data without their consent.
about-terms-public = Proposals and comments are public, and { $city } may use them to answer and to act.
about-terms-rules = Texts that break the rules above may be hidden.
about-title = About Madang and its rules
about-verified = Becoming a verified resident
about-verified-desk = Take an identity card, or proof of work or study, to a civic counter and give the e-mail address you sign in with. You are verified at once.
about-verified-holds = A verification holds for { $days }.
about-verified-provider = Signing in with the city's identity service verifies you at once.
about-verified-who = Whoever lives, works or studies in { $city } is a resident.
about-words = Residents of { $city } propose policies; with enough support the city must answer in public by a set day. What is late shows as late, and what became of adopted ideas shows too.

## Forms and lists

form-optional = (optional)
form-wrong = { $count ->
    [one] { $count } thing needs another look.
   *[other] { $count } things need another look.
}
pager-more = Show more

## Signing in

done-code-sent = A new code is on its way.
done-signed-out = You are signed out.
done-welcome = Welcome! You can now propose and comment.
sign-in-again = Send a new code
sign-in-check = Sign in
sign-in-code = Six-digit code
sign-in-code-title = Type the code
sign-in-code-words = We sent a code to { $email }. Type it within { $minutes } minutes.
sign-in-consent = I agree to the terms and am { $age } or older.
sign-in-email = E-mail
sign-in-no-mail = No mail? Look among your spam. If the address is wrong, correct it and ask again.
sign-in-or = Or by e-mail
sign-in-other-address = Change the address
sign-in-provider = Sign in with { $name }
sign-in-provider-words = Signing in with the city's provider also confirms you as a resident.
sign-in-send = Send me a code
sign-in-terminal = There is no mail server now; the code is shown in the server's terminal.
sign-in-terms = Read the terms
sign-in-title = Sign in
sign-in-words = No password: we send a code by mail. The first time, it makes your account.

## Desk

desk-added = Added on { $date }
desk-all = All
desk-answer = Write the answer
desk-answer-free-words = Nothing is owed yet, but you can answer first. It is public at once, and every version of it stays so.
desk-answer-words = This settles what is owed. It is public at once, and every version of it stays so.
desk-answered = Answered
desk-comments = { $count ->
    [one] { $count } comment
   *[other] { $count } comments
}
desk-correct = Correct the answer
desk-correct-publish = Publish the correction
desk-correct-words = The corrected text comes first; the present one stays public under “earlier versions”.
desk-date = Date
desk-date-hint = Only a planned step may lie in the future.
desk-decision = Decision
desk-extend = Extend the time once
desk-extend-publish = Extend until { $date }
desk-extend-words = What is due on { $before } will be due on { $after }. This can be done once, and is published with the reason.
desk-extended = Extended once
desk-extended-words = Extended from { $before } to { $after }.
desk-extension-hint = Say in plain words what takes more time. Up to 2,000 characters.
desk-extension-reason = Reason
desk-hidden = Moderators hid this proposal, so its text cannot be read ({ $reason }). The answer is still owed.
desk-history = What happened
desk-in-time = Answered in time
desk-interim = Interim note
desk-interim-publish = Publish the interim note
desk-interim-words = Say in public how far you are. The due date stays.
desk-means-adopted = You will do as proposed. Say next what happens when.
desk-means-already_in_place = It is being done. Say where and how.
desk-means-not_adopted = You will not do it. Say why, and what else helps.
desk-means-other_authority = The city cannot decide this. Say who can, and whether you passed it on.
desk-means-partly_adopted = You will do part of it. Say which part, and which not.
desk-milestone-add = Add a step
desk-milestone-hint = One or two sentences on what was or will be done. Up to 2,000 characters.
desk-milestone-publish = Publish the step
desk-milestones = Carrying it out
desk-milestones-none = No steps yet. Begin with when it will start.
desk-none-answered = Nothing answered yet
desk-none-answered-words = Your answers will be listed here.
desk-none-owed = Nothing to answer now
desk-none-owed-words = Once a proposal has enough support, it appears here with its due date.
desk-note = Text
desk-note-due = Interim note by { $date }
desk-note-hint = What has been done, what is left. Up to 2,000 characters.
desk-note-missing = No interim note
desk-noted = Interim note on { $date }
desk-number = Proposal { $number }
desk-open-page = Open the proposal’s page
desk-overdue = Late
desk-owed = To answer
desk-preview = Preview
desk-preview-empty = Nothing written yet.
desk-preview-title = How it will read
desk-publish = Publish the answer
desk-reasons = Reasons and plans
desk-reasons-hint = Plain words, 20 to 20,000 characters. **bold**, - lists, > quotes and links work.
desk-soon = Within { $days }
desk-state = Step
desk-title = To answer
desk-unsent = What was not sent
desk-was-in-time = In time
desk-withdrawn = The author withdrew this proposal. What was owed is still owed.
done-desk-extension = The time is extended, and the reason is public.
done-desk-interim = The interim note is public.
done-desk-milestone = The step is public.
done-desk-response = The answer is public now.

## Writing

after-answer = At { $count } supports, the department answers
after-answer-words = The department in charge of the topic must answer in public within { $days }.
after-done = Once adopted, you hear how it goes
after-done-words = When it is planned, begun and done, the news is posted.
after-gather = It gathers support
after-gather-words = For { $days } everyone can read it; residents support and discuss it.
after-title = What happens next
checking-title = Would you rather support one that is there already?
checking-words = If it says the same, joining forces is quicker. If yours is different, publish it as it is.
done-draft-discarded = The draft is gone.
done-draft-saved = Draft saved. Only you can see it.
done-edited = Your changes are public.
done-published = Your proposal is public! Now tell others about it.
draft-discard = Discard draft
draft-discard-title = Discard this draft?
draft-discard-words = It cannot be brought back.
draft-keep = Keep it
draft-untitled = Draft without a title
drafts-empty = No drafts
drafts-empty-words = Press “Save draft” while writing, and it waits for you here.
drafts-saved = saved { $when }
drafts-title = Drafts
edit-closed-add = What do you want to add?
edit-closed-add-hint = It stands below your text, with its date. Up to 5,000 characters.
edit-closed-back = Back to the proposal
edit-closed-ended = Once gathering has ended, or a text is no longer public, it stays as it is.
edit-closed-send = Add
edit-closed-title = The text can no longer change
edit-closed-words = People have supported or answered what you wrote, so it stays as it is. You can add to it.
opens-anew = (opens in a new tab)
pin-denied = Your location is switched off. Allow it in the browser's settings, or describe the place in words.
pin-drop = Remove location
pin-failed = Your location was not found. Please describe the place in words.
pin-locate = Use my location
pin-point = Location shown with the proposal:
preview-empty = Nothing written yet.
preview-look = Preview
preview-title = This is how it looks
similar-look = Look for similar ones
similar-none = Nothing similar found. You may be the first.
similar-title = Similar proposals
similar-words = If one says the same, open it and support it. What you are writing stays here.
step-check = Check similar ones
step-gather = Gather support
step-write = Write
steps-label = Steps
writing-area = Area
writing-body = Why is it needed, and how could it work?
writing-body-hint = At least 20 characters. Say what you have seen, what you wish for, examples you know. A blank line starts a paragraph, “- ” a list, **stars** make bold.
writing-draft = Continue draft
writing-edit = Edit proposal
writing-keep = Save draft
writing-new = New proposal
writing-place = Place
writing-place-hint = Such as: the crossing at Mangwon Station, exit 2
writing-publish = Publish
writing-publish-anyway = Publish anyway
writing-save = Publish changes
writing-sign-in = Sign in in a new tab, come back here and press again. Your text stays.
writing-title = What do you propose?
writing-title-hint = 5 to 100 characters: what should change, in one sentence.
writing-topic = Topic, and who answers
writing-topic-empty = Please choose
writing-visitor-title = What would you change in your neighbourhood?
writing-visitor-words = You can write without signing in, and sign in once you publish. No password: a code by mail is enough.

## Me

devices-current = this device
devices-end = Sign it out
devices-since = signed in on { $date }
devices-title = Signed-in devices
devices-used = last used on { $date }
devices-words = Sign out any device that you do not know.
done-device-ended = That device is signed out.
done-left = Your account is gone. Thank you for taking part.
done-me-saved = Saved.
follows-empty = You follow nothing yet
follows-empty-words = Press “Follow” on a proposal, and you find it here.
leave-goes = What goes
leave-goes-list = Your name, address, confirmation as a resident, drafts, follows, helpful marks and devices.
leave-keep = Stay
leave-now = Delete my account
leave-open = While a proposal that you support still gathers support, a sealed mark stays, so that nobody supports it twice; it goes when that time ends.
leave-stays = What stays
leave-stays-list = Your proposals and comments, without a name; your supports, as numbers.
leave-sure = I know that this cannot be undone.
leave-title = Delete your account?
leave-withdraw = To take your texts back too, withdraw your proposals first.
me-account = Account
me-address = Sign-in address
me-area = Where you live
me-area-none = Not chosen
me-continue = Save and continue
me-devices = Signed-in devices
me-drafts = Drafts
me-export = Download my data
me-follows = Followed proposals
me-language = Language
me-later = Later
me-leave = Delete account
me-name = Name
me-name-hint = What others see. A pseudonym is fine. Up to 40 characters.
me-notices = From the moderators
me-profile = Profile
me-proposals = My proposals
me-room-clerk = Counter: confirm residents
me-room-moderator = Reports to decide
me-room-official = Answers we owe
me-rooms = My work
me-save = Save
me-sign-out = Sign out
me-title = Me
me-unverified = Not yet confirmed as a resident
me-unverified-words = You can propose and comment. To support, you need to be confirmed.
me-verified = Confirmed as a resident
me-verified-until = You can support proposals until { $date }.
me-verified-words = You can support proposals.
me-verify-how = How to be confirmed
me-work = My activity
mine-empty = No proposals yet
mine-empty-words = Is there something to change in your neighbourhood? Write the first one.
notices-comment = Your comment · { $title }
notices-empty = No notices
notices-empty-words = When moderators hide or restore something of yours, you find the reason here.
notices-hide = Hidden
notices-hide-words = Hidden under the rule “{ $reason }”.
notices-proposal = Your proposal · { $title }
notices-reinstate = Suspension ended
notices-reinstate-words = You can take part again.
notices-restore = Public again
notices-restore-words = Looked at again and made public.
notices-see = See why
notices-suspend = Account suspended
notices-suspend-words = Suspended until { $date } under the rule “{ $reason }”. If you think it is wrong, write to { $contact }.
notices-text = The text at that time
notices-title = From the moderators
suspended-words = Your account is suspended until { $date }. You can read, and add nothing.

## Moderation

done-moderation-hide = The text is hidden. Its author is told why.
done-moderation-keep = The text stays, and its reports are settled.
done-moderation-reinstate = The suspension has ended. Its owner is told.
done-moderation-restore = The text is public again.
done-moderation-suspend = The account is suspended. Its owner is told why.
keys-author = Look at the author
keys-help = This list
keys-hide = Hide
keys-keep = Keep
keys-next = Next text
keys-on = Use shortcuts on this device
keys-open = See it in its place
keys-previous = Previous text
keys-reason = Choose the reason to hide
keys-restore = Restore
keys-send = Decide as chosen
keys-title = Shortcuts
log-none = Nothing recorded yet
log-none-words = When moderators hide or restore a text, it is recorded here.
log-title = Moderation log
log-words = What moderators did about reports, day by day. Nothing here tells which text or whose.
moderation-all = Show all
moderation-any = All
moderation-area = Area
moderation-author = The author
moderation-author-before = Decided before
moderation-author-none = Nothing was decided about this author yet.
moderation-choose = Choose a text
moderation-choose-words = From the list, or press j for the one reported first.
moderation-decide = Decide
moderation-decision = What should happen?
moderation-did-hide = Hidden
moderation-did-keep = Kept
moderation-did-reinstate = Suspension ended
moderation-did-restore = Restored
moderation-did-suspend = Author suspended
moderation-did-until = until { $date }
moderation-do-hide = Hide
moderation-do-keep = Keep
moderation-do-reinstate = End the suspension
moderation-do-restore = Restore
moderation-do-suspend = Suspend
moderation-filter = Filter
moderation-hidden = Hidden
moderation-history = Earlier decisions
moderation-in-place = See it in its place
moderation-kind-comment = Comment
moderation-kind-proposal = Proposal
moderation-log = Public log
moderation-next = Next
moderation-none = Nothing to review
moderation-none-fitting = Nothing fits this filter
moderation-none-fitting-words = Choose another filter, or show all.
moderation-none-hidden = Nothing is hidden
moderation-none-hidden-words = Hidden texts can be restored from here.
moderation-none-words = Reported texts appear here, the one reported first at the top.
moderation-not-yours = Not yours to decide
moderation-note = Note to the author
moderation-note-hint = Say which passage breaks the rule, and how it could be put instead. Up to 2,000 characters.
moderation-previous = Previous
moderation-reason = Reported for
moderation-reports = { $count ->
    [0] No reports waiting
    [one] { $count } report
   *[other] { $count } reports
}
moderation-rule = Reason to hide
moderation-show = Filter
moderation-skip = Skip
moderation-suspend-hint = Say what led to it, and what you expect afterwards. Up to 2,000 characters.
moderation-suspend-longer = Change the suspension
moderation-suspend-rule = Reason
moderation-suspend-words = Until the end of that day they can read, and add nothing: no proposals, comments, supports or reports. What they wrote stays as it is.
moderation-suspended = Suspended until { $date }
moderation-title = To review
moderation-topic = Topic
moderation-under = On the proposal “{ $title }”
moderation-until = Last day
moderation-until-hint = A year at most. It ends by itself.
moderation-waiting = Reported

## Counter

counter-area = Area
counter-area-hint = Where they live, work or study. They need not say.
counter-area-none = Not given
counter-check = What to check
counter-check-age = { $years } years or older, by the date of birth.
counter-check-lives = Lives here: an identity card with the address, or a residence certificate
counter-check-mail = Let them write the e-mail address themselves, or read it on the screen.
counter-check-papers = Only look at papers; copy and keep none. Madang keeps the day and the area alone.
counter-check-studies = Studies here: a student card or a certificate of enrolment
counter-check-works = Works here: a staff card or a certificate of employment
counter-confirm = Confirm as a resident
counter-confirmed = Confirmed
counter-confirmed-words = Whoever signs in with this address can support proposals at once.
counter-email = E-mail
counter-email-hint = They sign in with this address. Where there is no account, one is made.
counter-name = Name to use on Madang
counter-name-hint = Only for a new account. A pseudonym is fine, and they can change it later.
counter-next = Next person
counter-title = Confirm a resident
counter-until = Valid until
counter-words = Confirm whoever lives, works or studies in this city.

## Wrong fields

field-address = The mail server knows no such address. Please check it for typing mistakes.
field-choice = Choose one of { $choices }.
field-code = Please type the six digits.
field-code-spent = This code no longer works.
field-consent = Please confirm the terms and your age.
field-email = Please check the address. It looks like name@example.com.
field-empty = Please write something.
field-future = Only a plan may lie in the future. Choose today or an earlier day.
field-invalid = This value cannot be used. Please check it.
field-object = Send a JSON object of names and values.
field-place = Pick a place or name it. Coordinates need both latitude and longitude.
field-required = This is needed.
field-sure = Please tick this if you really want to leave.
field-too-long = At most { $most } characters; these are { $length }.
field-too-short = At least { $least } characters; these are { $length }.
field-unknown = There is no such field. Please check its name.
field-unknown-area = There is no such area. Please choose one from the list.
field-until = Choose a day from today on, a year from now at most.
field-wrong-code = This is not the code we sent.
field-wrong-code-left = This is not the code we sent. { $left ->
    [0] It no longer works; please ask for a new one.
    [one] You can try once more.
   *[other] You can try { $left } more times.
}
written-title = What you wrote
written-words = It was not sent. Copy it from here to use it again.

## Problems

problem-address-refused = The mail could not be delivered
problem-address-refused-detail = Check the address and ask for a code again.
problem-already-extended = The time was extended once already
problem-already-extended-detail = It can be extended only once. Publish the answer, or say where it stands in an interim note.
problem-already-hidden = This text is hidden already
problem-already-hidden-detail = A moderator hid it before you. There is nothing left to do.
problem-author-gone = Whoever wrote this has no account here
problem-author-gone-detail = They have left, or the text came from another board. There is nobody to suspend.
problem-bad-request = This request cannot be read
problem-bad-request-detail = Check the address and what was sent, then try again.
problem-broken = Something broke on our side
problem-broken-detail = Please try again in a moment. Your browser's back button brings back what you wrote.
problem-code-spent = This code no longer works
problem-code-spent-detail = It is older than ten minutes or was tried too often. Ask for a new one.
problem-comment-gone = This comment can't be replied to
problem-comment-gone-detail = It was deleted or hidden meanwhile. Write a comment of your own instead.
problem-comment-hidden = Moderators have hidden this comment
problem-comment-hidden-detail = It can't be changed or marked while it is hidden. The reason stands in its place.
problem-crowded = Very many people are here right now
problem-crowded-detail = There will be room in a moment. Please try again in a few seconds.
problem-cross-origin = Another site sent this request
problem-cross-origin-detail = Please do it again from Madang's own page.
problem-gathering-closed = The time for gathering supports is over
problem-gathering-closed-detail = Supports can no longer be given or taken back here, and the text can no longer be edited. To carry on, write a new proposal.
problem-identity-unproven = The answer of the identity provider could not be confirmed
problem-identity-unproven-detail = Please start signing in again. If it happens again, sign in with a code by e-mail.
problem-invalid-input = Something needs another look
problem-invalid-input-detail = Mend the marked fields and send it again.
problem-key-in-use = The same request is still running
problem-key-in-use-detail = Send it again with the same key in a moment.
problem-key-reused = This key came with another request before
problem-key-reused-detail = Send a new Idempotency-Key.
problem-mail-unavailable = We cannot send mail right now
problem-mail-unavailable-detail = Please ask for a code again in a minute.
problem-method-not-allowed = This cannot be done here
problem-method-not-allowed-detail = The API's description says which methods this address takes.
problem-no-longer-editable = The time for changes is over
problem-no-longer-editable-detail = A comment can be changed for { $minutes } minutes after it was written. Add to it with a reply.
problem-not-adopted = This proposal wasn't adopted
problem-not-adopted-detail = Milestones are for proposals that were adopted, or partly adopted.
problem-not-extendable = This can't be extended
problem-not-extendable-detail = The city's rule for this answer gives no more time. Please answer by the due date.
problem-not-found = There is nothing here
problem-not-found-detail = The address has changed or the text is no longer public. Try the square.
problem-not-hidden = This text isn't hidden
problem-not-hidden-detail = Everybody can read it, so there is nothing to restore.
problem-not-in-charge = This is for the department in charge
problem-not-in-charge-detail = Sign in as an official of the department that answers this proposal.
problem-not-permitted = You may not do this
problem-not-permitted-detail = Sign in with an account that may.
problem-another-person = Whoever wrote this needs to sign in
problem-another-person-detail = Sign in with the account that it was written with, and it will be sent.
problem-not-signed-in = You need to sign in
problem-not-signed-in-detail = Sign in and try again.
problem-not-suspended = This account isn't suspended
problem-not-suspended-detail = The suspension has ended already. There is nothing left to do.
problem-not-verified = Only verified residents can support proposals
problem-not-verified-detail = Sign in with the city's account to be verified, or ask at a city counter near you. It takes living, working or studying here.
problem-nothing-owed = Nothing is owed here now
problem-nothing-owed-detail = It was answered already, or no answer is owed yet. An answer can be published at any time.
problem-of-staff = This is somebody of the staff
problem-of-staff-detail = Whoever works here can't be suspended by a moderator. Speak to an admin.
problem-own-comment = This comment is yours
problem-own-comment-detail = Only other people's comments can be marked as helpful.
problem-own-department = Your department owes an answer here
problem-own-department-detail = Whoever belongs to that department can't decide about this text. Leave it to another moderator.
problem-own-item = You wrote this yourself
problem-own-item-detail = Nobody decides about their own text. Leave it to another moderator.
problem-proposal-hidden = Moderators have hidden this proposal
problem-proposal-hidden-detail = While it is hidden nothing can be added to it and it cannot be supported. The proposal's page says why.
problem-proposal-withdrawn = Its author has withdrawn this proposal
problem-proposal-withdrawn-detail = It can still be read, but nothing can be added to it and it cannot be supported. To carry on, write a new proposal.
problem-provider-unavailable = The identity provider does not answer
problem-provider-unavailable-detail = Please try again in a moment, or sign in with a code by e-mail.
problem-reply-to-reply = A reply can't be replied to
problem-reply-to-reply-detail = Reply to the comment at the top of the thread.
problem-sent-before = This form was sent already
problem-sent-before-detail = What you sent first has arrived. To send the changed text as a new one, press once more.
problem-suspended = Your account is suspended until { $date }
problem-suspended-detail = Until then you can read, and add nothing. The reason is under Me, From the moderators; if you think it is wrong, write to { $contact }.
problem-sign-in-declined = You were not signed in
problem-sign-in-declined-detail = The identity provider did not confirm you. Start again, or sign in with a code by e-mail.
problem-sign-in-interrupted = This sign-in was interrupted
problem-sign-in-interrupted-detail = It took too long or began in another browser. Please start again.
problem-supports-given = This proposal can no longer be edited
problem-supports-given-detail = People have already supported or answered this text. Append what you want to add.
problem-too-large = This is too large
problem-too-large-detail = Shorten it and send it again.
problem-too-late-to-extend = The due date has passed
problem-too-late-to-extend-detail = Time that has run out can't be extended. Publish the answer, or say where it stands in an interim note.
problem-too-many = Please take a short break
problem-too-many-addenda = Nothing more can be appended
problem-too-many-addenda-detail = A proposal takes 20 addenda. Leave the rest as a comment.
problem-too-many-detail = { $seconds ->
    [one] You can go on in { $seconds } second.
   *[other] You can go on in { $seconds } seconds.
}
problem-too-many-drafts = Your drafts are full
problem-too-many-drafts-detail = We keep up to 50 drafts. Throw away one that you no longer need, then save again.
problem-unavailable = Madang cannot answer right now
problem-unavailable-detail = Please try again in a moment.
problem-unsupported-media-type = Only JSON is taken here
problem-unsupported-media-type-detail = Send it with the Content-Type application/json.
problem-wrong-code = This is not the code we sent
problem-wrong-code-detail = Check the mail we sent last and type its six digits. After five tries, ask for a new code.
problem-wrong-state = This cannot be done at this point
problem-wrong-state-detail = Reload the page to see where things stand.

## Losing no draft
draft-parted-other = See the other text
draft-parted-title = This draft was also changed elsewhere
draft-parted-words = Both texts are kept. This is the one written here, as a draft of its own.
problem-draft-changed-elsewhere = This draft was changed on another device
problem-draft-changed-elsewhere-detail = Open the latest draft to see both texts.
draft-forgotten = The draft is gone.
draft-gone-title = This draft is no longer there
draft-gone-words = It was discarded or published elsewhere. What was written here is kept as a new draft.
drafts-only-here = only on this device
drafts-unfinished = You have unfinished drafts
drafts-unfinished-words = To begin a new one, just write below. Your drafts stay.
kept-account = Saved on this device and in your account
kept-device = Saved on this device
kept-now = just now
undo = Undo
writing-full = There is no room left on this device. Copy your text, then remove photos or free some space.
writing-least = Write at least { $least } characters.
writing-look-again = Please look again at this
writing-most = More than { $most } characters. Please shorten it.
writing-offline = There is no connection right now. Your text is on this device. Press again once you are connected.
writing-sending = Sending…

## Photos of what is being written
photos-alt = What can be seen?
photos-attach = Attach the chosen photos
photos-choose = Choose photos
photos-down = Later
photos-drop = Remove
photos-hint = Up to 5. Say for each what can be seen: people who cannot see it hear your words.
photos-most = Up to 5 photos fit, so the rest was left out.
photos-take = Take a photo
writing-photos = Photos
photos-undo = Put the photo back
photos-unreadable = This file cannot be opened as a photo. Please choose a JPEG or PNG.
photos-up = Earlier
field-photos-not-attached = The chosen photos are not attached yet. Choose them again, then press “Attach the chosen photos”.

## Installing and sharing

install-later = Not now
install-step-add = Choose “Add to Home Screen”.
install-step-share = Tap the share button of your browser.
install-title = Put Madang on your home screen
install-words = It opens like an app, and you can read and write where there is no connection.
install-yes = Add to home screen
poster = Poster
poster-as-of = as of { $date }
poster-gathering = Gathering support until { $date }
poster-hint = Prints on one sheet of A4, for a notice board or a bus stop.
poster-invite = Read it, say what you think, support it.
poster-open = Point your phone's camera here
poster-print = Print
poster-was-due = The answer was due on { $date }
shared-photos-left-out = The photos shared with this could not be taken along. Please choose them again below.
shortcut-outbox = Outbox

## Photos
field-photos = One of these photos can't be used. Please choose the photos again.
field-too-many = At most { $most }; these are { $length }.
photo-unnamed = Photo { $number }, without a description
photos-title = Photos
problem-not-a-picture = This file can't be opened as a photo
problem-not-a-picture-detail = Send a JPEG, PNG, WebP or GIF picture. If the file is damaged, save it once more.
problem-picture-too-large = This photo is too large
problem-picture-too-large-detail = Send a photo below 15 MB, with less than 50 million pixels as a JPEG, or 24 million in any other format.

## Reading without a network

offline-again = Try again
offline-drafts = Drafts
offline-empty = Nothing is kept here yet. Open the square once, and you can read it without a connection.
offline-kept = as it was { $ago }
offline-list = Kept on this device
offline-list-words = What you read, and the proposals at the top of the square, stay here for 30 days.
offline-missed = There is no connection
offline-missed-words = This page is not kept on this device. Open it again once you are connected.
offline-outbox = Waiting to be sent
offline-own = Written by you
offline-title = Reading without a connection
offline-words = Without a connection you can still read what is kept on this device.
state-back = Connected again.
state-kept = No connection. This is how it was { $ago }.
state-others = Other pages
state-show = Show it as it is now
state-unsent = There is no connection, so this was not sent. What you wrote is still here; send it again once you are connected.
state-use = Use it now
state-version = A new version of Madang is ready.

## Outbox

leaving-discard = Discard and sign out
leaving-offline = You can't sign out without a connection. Press again once you are connected.
leaving-send = Send now and sign out
leaving-title = Not sent yet: { $count }
leaving-unsent = Something could not be sent now, or was refused. Sign out later, or discard it.
leaving-words = Signing out deletes what is kept on this device.
outbox-copied = Copied.
outbox-copy = Copy the text
outbox-count = Outbox: { $count }
outbox-discard = Delete
outbox-discarded = Deleted.
outbox-edit = Edit
outbox-empty = Nothing to send
outbox-empty-words = What you support or write without a connection waits here.
outbox-ended = You are signed out. This will be sent once you sign in again.
outbox-full = This could not be saved on this device. Your text is still here. If you are connected, press again to send it at once; if not, make room on the device and try again.
outbox-kept = Saved on this device. It will be sent once you are connected.
outbox-kind-addendum = Addition
outbox-kind-comment = Comment
outbox-kind-follow = Follow
outbox-kind-follow-off = Stop following
outbox-kind-helpful = Helpful
outbox-kind-helpful-off = No longer helpful
outbox-kind-proposal = Proposal
outbox-kind-report = Report
outbox-kind-support = Support
outbox-kind-support-off = Withdrawn support
outbox-open = Open the outbox
outbox-part-refused = Not sent
outbox-part-sent = Sent
outbox-part-waiting = Waiting to be sent
outbox-refused = Not sent
outbox-retry = Try again
outbox-see = Show it as it is now
outbox-see-it = Go there
outbox-send = Send now
outbox-sent = Sent
outbox-sign-in = Sign in to send
outbox-signed-out = Waiting: { $count }. They are sent once whoever wrote them signs in.
outbox-title = Outbox
outbox-too-long = This text is too long. Please shorten it a little.
outbox-undo = Undo
outbox-unsent = This can't be sent now. It will be sent by itself once you are connected.
outbox-waiting = Waiting to be sent
outbox-without-scripts = What you write without a connection gathers here. It needs scripts, which are turned off in this browser.
outbox-words = What you do is saved on this device first, and sent by itself, exactly once, when you are connected.
## Inbox

nav-inbox = News
nav-inbox-unread = News, { $count } unread
inbox-title = News
inbox-mark-read = Mark all as read
inbox-filter = Kinds of news
inbox-new = New
inbox-about-all = All
inbox-about-answers = Answers and progress
inbox-about-proposals = Proposals
inbox-about-talk = Comments
inbox-about-moderation = Moderation
inbox-empty = No news yet
inbox-empty-words = Follow a proposal to hear of its answer and what is built. Write a comment to hear of replies.
done-inbox-read = Everything is marked as read.
notification-threshold_reached = { NUMBER($count) } people support it. { $department } has to answer by { $date }.
notification-response = { $department } answered: { $decision }
notification-correction = { $department } corrected its answer
notification-interim_note = { $department } said where it stands
notification-extended = { $department } put its answer off until { $date }
notification-overdue = { $department } is overdue with its answer
notification-milestone = Progress: { $state } ({ $date })
notification-addendum = The author added something
notification-closing = Gathering ends in three days
notification-withdrawn = The author withdrew the proposal
notification-comment = { $count ->
    [one] A new comment on your proposal
   *[other] { NUMBER($count) } new comments on your proposal
}
notification-reply = { $count ->
    [one] A reply to your comment
   *[other] { NUMBER($count) } replies to your comment
}
notification-hidden = A moderator hid your text: { $reason }
notification-restored = A moderator showed your text again
notification-suspended = Your account is suspended until { $date }: { $reason }
notification-reinstated = Your suspension has ended, and you can take part again

## Choosing what to hear

muted-words = You muted this proposal.
live-comments = { $count ->
    [one] Show a new comment
   *[other] Show { $count } new comments
}
push-title = Push notifications
push-words = What matters, such as an answer, comes to this device at once. Turn it off whenever you like.
push-on = Send them to this device
push-offer = Shall we tell you as soon as there is an answer?
push-offer-words = Only what matters, such as an answer, comes to this device.
push-failed = That did not work. Please check your connection and try again in a while.
push-scripts = Please allow JavaScript in your browser to turn push notifications on.
push-unsupported = This browser takes no push notifications. You find everything under News, and in your mail.
push-home = On an iPhone or iPad, put Madang on the home screen and open it there to turn them on. Tap the share button, then “Add to Home Screen”.
push-denied = Notifications of this site are blocked. Tap the button beside the address, allow them in the site’s settings, then come back.
push-reached = Last reached { $ago }
push-never-reached = Nothing has been sent yet
push-send-test = Send a test
push-remove = Turn off
push-error-refused = Its push service did not take the message.
push-error-too_large = Its push service says that the message is too long.
push-error-redirected = Its push service has moved. Please turn it off and on again.
push-error-busy = Its push service is busy, so it is tried again later.
push-error-silent = Its push service does not answer.
push-error-unreachable = Its push service cannot be reached.
push-unread = There is news for you.
done-push-on = From now on, this device hears what matters.
done-push-off = Nothing more is sent to that device.
done-push-tested = The test is sent. It appears on the device in a moment.
done-push-gone = That device takes no messages any more, so it is off the list.
hearing-title = Notification settings
hearing-what = What, and how
hearing-words = Everything is under News. Choose what else comes by push and by mail.
hearing-push = Push
hearing-email = Mail
hearing-email-at_once = Mail at once
hearing-email-daily = Mail daily
hearing-email-weekly = Mail weekly
hearing-email-never = No mail
hearing-kind-threshold_reached = Enough support for an answer
hearing-kind-response = A department answers
hearing-kind-correction = An answer is corrected
hearing-kind-interim_note = A department says where it stands
hearing-kind-extended = An answer is put off
hearing-kind-overdue = An answer is overdue
hearing-kind-milestone = Something is being carried out
hearing-kind-addendum = The author adds something
hearing-kind-closing = Gathering ends soon
hearing-kind-withdrawn = The author withdraws a proposal
hearing-kind-comment = Comments on my proposals
hearing-kind-reply = Replies to my comments
hearing-kind-hidden = A moderator hides my text
hearing-kind-restored = A moderator shows my text again
hearing-kind-suspended = A moderator suspends my account
hearing-kind-reinstated = A moderator ends my suspension
hearing-no-address = You have no mail address here, so no mail can be sent.
hearing-ended = You ended all mail. What you choose below is not mailed either.
hearing-again = Send me mail again
hearing-when = When
hearing-quiet = Quiet hours
hearing-quiet-hint = Pushes of these hours come when they are over. Leave them empty to get pushes at any time.
hearing-from = From
hearing-until = Until
hearing-zone = Time zone
hearing-zone-hint = Like Asia/Seoul. Left empty, it is the one of { $city }.
hearing-zone-here = This device is in
hearing-zone-take = Use this one
hearing-digest = When mail comes
hearing-digest-hint = The hour of the daily and the weekly mail.
inbox-more = More
mute = Mute this proposal
unmute = Unmute
muted-title = Muted proposals
muted-empty = You muted no proposal
muted-empty-words = Where a proposal is in the news too often, you can mute it there or on its page.
done-muted = You hear nothing more of this proposal.
done-unmuted = You hear of this proposal again.
field-time-zone = There is no such time zone. Names look like Asia/Seoul.

## Push messages
push-open = Open
push-mute = Hear no more of it
push-test = A test: messages from Madang reach this device.
field-push-service = Messages can't be sent there. Use a browser whose push service this city allows.

## News by mail

news-mail-subject = { NUMBER($count) } pieces of news from { $site }
news-mail-title = News for you
news-mail-more = { $count ->
    [one] And one more
   *[other] And { NUMBER($count) } more
}
news-mail-why = This mail comes by your notification settings in { $site }.
news-mail-choose = Notification settings
news-mail-end = Stop all mail
unsubscribe-title = Stop all mail?
unsubscribe-words = No news will be mailed to you any more. Codes to sign in still come by mail, and what happened is still under News.
unsubscribe-really = Stop all mail
unsubscribe-done = No more mail
unsubscribe-done-words = Only codes to sign in still come by mail. To get news by mail again, turn it on in the notification settings.
unsubscribe-settings = Open the notification settings
