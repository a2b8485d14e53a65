# 마당의 한국어 문구.
# 주민이 보는 화면은 해요체로 씁니다. 날짜와 숫자는 코드가 채우고, 조사는
# PARTICLE($말, pair: "받침 있을 때/없을 때")이 고릅니다.

## 사이트

atom-proposals = 새 제안
atom-responses = 부서 답변
brand = 마당
city-hall = 시
language-en = English
language-ko = 한국어
share-image-alt = 마당: 시민이 제안하고 시가 답하는 광장
site-description = { $city } 시민이 정책을 제안하고, 공감이 모이면 시가 정해진 날까지 답합니다.
site-locale = ko_KR
site-name = { $city } 마당

## 틀

back = 뒤로
foot-about = 마당 소개와 규칙
foot-api = 공개 API
foot-contact = 문의
foot-feed = 새 제안 구독(Atom)
foot-owner = { $city }{ PARTICLE($city, pair: "이/가") } 운영하고, 규칙과 기록은 모두 공개해요.
nav-departments = 답변 현황
nav-label = 주 메뉴
nav-me = 나
nav-sign-in = 로그인
nav-square = 광장
nav-write = 제안 쓰기
skip-to-content = 본문으로 바로 가기

## 시간

ago-now = 방금
ago-yesterday = 어제
days-late = { $days } 늦음
days-left = { $days } 남음
days-today = 오늘까지

## 단계

stage-answered = 답변됨
stage-awaiting_response = 답변 대기
stage-closed = 기간 종료
stage-combined = 합쳐짐
stage-done = 시행 완료
stage-draft = 초안
stage-gathering = 공감 모으는 중
stage-hidden = 가려짐
stage-in_debate = 공론장
stage-under_way = 시행 중
stage-withdrawn = 철회됨

## 노선과 시계

clock-answered = 담당 부서가 답했어요
clock-answered-elsewhere = 가져오기 전에 그 게시판에서 답변됐어요
clock-closed = 공감이 모자라 답변 없이 끝났어요
clock-closed-elsewhere = 그 게시판에서 공감 모으기가 끝났어요
clock-closed-on = { $date }에 끝났어요
clock-done = 약속한 일을 마쳤어요
clock-due = { $date }까지
clock-gathering = 공감을 모으고 있어요
clock-hidden = 운영 규칙에 따라 가렸어요
clock-late = { $department }의 답변이 늦고 있어요
clock-needed = { $count }명이 더 공감하면 부서가 답해요
clock-owed = { $department }{ PARTICLE($department, pair: "이/가") } 답할 차례예요
clock-read-answer = 답변 읽기
clock-read-history = 지나온 길 보기
clock-rule = { $count }명이 되면 { $department }{ PARTICLE($department, pair: "이/가") } { $days } 안에 답해야 해요
clock-under_way = 약속한 일을 하고 있어요
clock-withdrawn = 쓴 사람이 거두었어요
line-label = 진행
stop-carried_out = 시행
stop-department_response = 부서 답변
stop-mayor_response = 시장 답변
stop-proposed = 제안
stop-public_debate = 공론장

## 제안

area-whole = { $city } 전체
author-gone = 이름을 거둔 시민
hidden-because = 까닭: { $reason }
hidden-title = 가려진 제안입니다
standing-answer = 답변 { $remaining }
standing-combined = 제안 { $number }에 합쳐짐
standing-needed = { $count }명 더 필요
supports-count = { $count }명 공감
supports-imported = { $board } · { $count }명(가져온 수)

## 답변

answer-corrected = { $version }번째 글(정정함)
answer-title = { $department }{ PARTICLE($department, pair: "이/가") } 답했습니다
answer-versions = 정정하기 전 글 { $count }개
decision-adopted = 채택
decision-already_in_place = 이미 시행 중
decision-not_adopted = 채택하지 않음
decision-other_authority = 다른 기관 소관
decision-partly_adopted = 일부 채택

## 지나온 길

event-addendum = 글쓴이가 덧붙였습니다
event-closed = 공감 기간이 끝났습니다
event-correction = { $department }{ PARTICLE($department, pair: "이/가") } 답변을 정정했습니다
event-edited = 글쓴이가 고쳤습니다
event-extended = { $department }{ PARTICLE($department, pair: "이/가") } 기한을 늦췄습니다
event-hidden = 운영자가 가렸습니다
event-interim_note = { $department }{ PARTICLE($department, pair: "이/가") } 중간 회신을 했습니다
event-milestone = 시행 소식
event-name_withdrawn = 글쓴이가 이름을 거두었습니다
event-obligation_revived = 답변 의무가 다시 생겼습니다
event-obligation_void = 공감이 줄어 답변 의무가 사라졌습니다
event-overdue = 답변 기한이 지났습니다
event-published = 제안이 올라왔습니다
event-response = { $department }{ PARTICLE($department, pair: "이/가") } 답했습니다
event-response-elsewhere = 그 게시판에서 답변됐습니다
event-restored = 다시 공개했습니다
event-threshold_reached = { $count }명이 공감했습니다
event-until = { $date }까지
event-withdrawn = 글쓴이가 거두었습니다
milestone-done = 완료
milestone-dropped = 중단
milestone-planned = 계획
milestone-started = 시작
next-gathering = 공감 모으기
next-response = 부서 답변
next-until = { $date }까지
owes-department_response = 부서 답변 의무
owes-mayor_response = 시장 답변 의무
owes-public_debate = 공론장 의무

## 의견

badge-moderator = 운영자
badge-official = 담당 공무원
comment-deleted = 쓴 사람이 지운 의견입니다.
comment-edited = 고침
comment-helpful = 도움돼요 { $count }
comment-hidden = 운영자가 가린 의견입니다. 까닭: { $reason }
stance-against = 반대
stance-for = 찬성
stance-legend = 어떤 의견인가요?
stance-neutral = 중립

## 가리는 까닭

reason-defamatory = 명예 훼손
reason-discriminatory = 차별·인신공격
reason-duplicate = 같은 내용
reason-false = 거짓·사칭
reason-not_public = 공공의 일이 아님
reason-obscene = 음란
reason-personal_data = 개인정보
reason-rights = 남의 권리 침해
reason-spam = 광고·도배
reason-threat = 위협

## 계정

code-mail-body =
    로그인 번호: { $code }

    번호를 요청한 화면에 { $minutes }분 안에 입력해 주세요. 시청 직원은 이 번호를 묻지 않아요.

    번호를 요청한 적이 없다면 아무것도 하지 않아도 돼요. 이 번호 없이는 아무도 로그인할 수 없어요.

    { $address }
code-mail-subject = { $code } 마당 { $city } 로그인 번호
pseudonym = 주민 { $number }

## 광장 화면

feed-empty = 아직 여기에 보일 제안이 없어요
feed-empty-words = 첫 제안을 써 보세요. 동네에서 불편했던 일 한 가지면 충분해요.
feed-end = 여기까지예요
feed-end-words = 더 볼 제안이 없어요.
feed-find = 찾기
feed-found = “{ $words }” 찾은 결과
feed-from-start = 처음부터 보기
feed-nothing = 맞는 제안이 없어요
feed-nothing-words = 조건을 하나 빼 보거나 다른 낱말로 찾아보세요. 없다면 직접 제안해 주세요.
filter-all = 전체
filter-area = 지역
filter-drop = 조건 빼기
filter-search = 검색어
filter-show = 보기
filter-stage = 단계
filter-topic = 주제
filter-used = 고른 조건
filter-words = “{ $words }”
sort-answered = 답변됨
sort-closing = 마감 임박
sort-hot = 뜨는
sort-label = 정렬
sort-new = 새로운
sort-supported = 공감순

## 제안 화면

addendum-on = { $date }에 덧붙임
append-body = 덧붙일 말
append-hint = 5,000자까지 쓸 수 있어요. 올린 뒤에는 고칠 수 없어요.
append-send = 덧붙이기
append-words = 이미 공감한 사람들이 읽은 글은 그대로 두고, 날짜와 함께 아래에 덧붙여요.
body-empty = 제목만 있는 글이에요.
cancel = 취소
comments-count = 의견 { $count }개
done-appended = 덧붙였어요.
done-followed = 이 제안의 소식을 알려 드릴게요.
done-support-withdrawn = 공감을 거두었어요.
done-supported = 공감했어요. 고맙습니다!
done-unfollowed = 이제 이 제안의 소식을 알리지 않아요.
done-withdrawn = 거두었어요.
extended-until = 답변 기한을 { $date }까지 늦췄어요
follow = 소식 받기
following = 소식 받는 중
hidden-but-moderator = 가려진 제안이에요. 운영자와 글쓴이만 볼 수 있어요.
hidden-but-yours = 운영자가 이 제안을 가렸어요. 지금은 나와 운영자만 볼 수 있어요.
hidden-words = 운영 규칙에 어긋나 제목과 글을 가렸어요. 번호와 지나온 길은 남아 있어요.
history-title = 지나온 길
place-marked = 지도에 표시한 곳
place-on-map = 지도에서 보기
proposal-answer = 답변하기
proposal-append = 덧붙이기
proposal-edit = 고치기
proposal-number = 제안 { $number }
proposal-text = 제안 글
proposal-withdraw = 거두기
share = 알리기
share-copied = 주소를 복사했어요.
support = 공감
support-and-follow = 공감하면서 소식도 받기
support-given = 공감했어요
support-verify = 주민 확인하고 공감
support-withdraw = 거두기
unfollow = 소식 그만 받기
versions-first = 처음 올린 글
versions-link = { $count }번째 글 · 고친 기록
versions-number = { $version }번째 글
versions-title = 고친 기록
versions-words = 지운 말에는 가운뎃줄을, 더한 말에는 밑줄을 그었어요.
withdraw-really-name = 이름 거두기
withdraw-really-text = 제안 거두기
withdraw-title-name = 이름을 거둘까요?
withdraw-title-text = 제안을 거둘까요?
withdraw-words-name = 많은 사람이 공감해 시가 답해야 하거나 이미 답한 제안이라서 글은 남아요. 내 이름만 사라지고, 되돌릴 수 없어요.
withdraw-words-text = 광장에서 사라지고 더는 공감이나 의견을 받지 않아요. 번호를 아는 사람은 계속 읽을 수 있어요. 되돌릴 수 없어요.
withdrawn-words = 광장에서는 보이지 않고, 번호를 아는 사람만 읽을 수 있어요.
work-dropped = { $date }에 시행을 중단했어요

## 의견 화면

comment-body = 의견
comment-edit = 고치기
comment-edit-title = 의견 고치기
comment-hint = 5,000자까지 쓸 수 있고, 올린 뒤 { $minutes }분 동안 고칠 수 있어요.
comment-read-hidden = 가려진 글 보기
comment-remove = 지우기
comment-remove-really = 의견 지우기
comment-remove-words = 지우면 되돌릴 수 없어요.
comment-reply = 답글
comment-reply-label = { $name }에게 답글
comment-save = 고친 의견 올리기
comment-send = 의견 올리기
comment-send-reply = 답글 올리기
comment-sign-in = 로그인하고 의견 쓰기
comment-write = 의견 쓰기
comments-none = 아직 의견이 없어요. 찬성이든 반대든 첫 의견을 남겨 주세요.
comments-none-such = 이런 의견은 아직 없어요.
comments-title = 의견
done-comment-changed = 의견을 고쳤어요.
done-comment-removed = 의견을 지웠어요.
done-commented = 의견을 올렸어요.
done-reported = 알려 줘서 고마워요. 운영자가 살펴볼게요.
moderate = 운영 화면에서 보기
order-helpful = 도움순
order-new = 최신순
report = 신고
report-note = 더 알려 줄 말
report-note-hint = 운영자만 읽어요. 2,000자까지 쓸 수 있어요.
report-reason = 어떤 문제인가요?
report-send = 신고하기
report-title-comment = 이 의견을 신고할까요?
report-title-proposal = 이 제안을 신고할까요?
report-words = 운영자가 규칙에 비추어 살펴봐요. 신고한 사람이 누구인지는 글쓴이에게 알리지 않아요.
stance-all = 전체
stance-filter = 의견 골라 보기
stance-some = { $stance } { $count }

## 답변 현황 화면

departments-title = 답변 현황
departments-words = 공감이 모인 제안에 부서가 정해진 날까지 답하고 있는지 누구나 볼 수 있어요.
overdue-due = { $date } 기한
overdue-none = 지금 늦은 답변이 없어요.
overdue-title = 지금 늦고 있는 답변
percent = { $percent }%
record-adopted = 채택 { $count }건
record-answered = 답변 { $count }건
record-answered-in-time = 제때 { $count }건
record-answered-late = 늦게 { $count }건
record-done = 시행 완료 { $count }건
record-in-time = 제때 답변
record-late = 늦음
record-median = 보통 { $days } 만에 답변
record-open = 답변 중
record-overdue = 늦고 있음 { $count }건
record-owed = 답할 것 { $count }건
records-none-title = 아직 답할 일이 없던 부서
records-note = 공감이 기준을 넘어 답변 의무가 생긴 제안만 세요. 의무가 사라진 것은 빼요.
records-title = 부서별
sum-done = 시행 완료
sum-in-time = 제때 답변
sum-overdue = 늦음
sum-owed = 답할 것

## 소개 화면

about-contact = 문의
about-contact-words = 궁금하거나 불편한 점, 내 정보가 드러난 글은 여기로 알려 주세요.
about-contents = 차례
about-life = 제안이 지나는 길
about-life-carried-out = 채택하면 부서가 계획, 시작, 완료를 날짜와 함께 알려요. 중단해도 까닭을 밝혀요.
about-life-days = 기한은 그날 밤 11시 59분 59초까지예요. 늦으면 며칠 늦었는지 제안과 답변 현황에 그대로 보여요.
about-life-department_response = 담당 부서가 { $days } 안에 결정과 까닭을 공개로 답해야 해요.
about-life-extension = 기한은 까닭을 밝히고 { $days }까지 한 번만 늦출 수 있어요.
about-life-interim = { $day }일째까지 중간 회신을 해요.
about-life-mayor_response = 시장이 { $days } 안에 답해야 해요.
about-life-not-yet = 아직 시작하지 않았어요.
about-life-participants = 공론장 참여 { $count }명
about-life-proposed = { $days } 동안 공감을 모아요.
about-life-public_debate = { $days } 동안 공론장을 열어요.
about-life-supports = 공감 { $count }명
about-life-void = 답하기 전에 공감이 기준 아래로 줄면 의무가 사라지고, 다시 넘으면 처음 기한 그대로 살아나요. 이미 늦은 답변은 사라지지 않아요.
about-moderation = 글을 가리는 규칙
about-moderation-log = 운영 기록 보기
about-moderation-told = 가리면 글쓴이에게 어떤 규칙 때문인지 알려요. 자기 글이나 자기 부서가 답해야 하는 글은 스스로 처리할 수 없어요.
about-moderation-words = 누구나 까닭을 골라 신고할 수 있고, 운영자는 아래 까닭으로만 글을 가려요.
about-open = 공개 자료
about-open-api = 이 광장의 모든 공개 내용을 프로그램으로 읽을 수 있어요.
about-open-atom = 구독기로 받아 볼 수 있어요.
about-order = 뜨는 제안의 순서
about-order-meaning = 관심이 두 배가 되면 이틀 더 새로운 제안과 같은 자리에 놓여요. 사람이 순서를 바꾸지 않아요.
about-order-words = 공감과 의견이 많고 새로울수록 위에 있어요. 식은 이것뿐이에요.
about-privacy = 개인정보
about-privacy-leaving = 계정을 지우면 이름과 주소는 사라지고, 쓴 글은 이름 없이 남고, 공감은 계속 세요.
about-privacy-names = 이름 자리에는 쓰고 싶은 이름을 쓰면 돼요. 메일 주소는 아무에게도 보이지 않아요.
about-privacy-visitors = 로그인하지 않으면 쿠키를 쓰지 않아요. 추적하는 것도, 다른 회사의 것도 없어요.
about-privacy-votes = 공감은 계정이 아니라 풀 수 없는 부호로 저장해요. 그 열쇠는 데이터베이스 밖에 있어서, 자료가 새어 나가도 누가 무엇에 공감했는지 알 수 없어요.
about-support = 공감하기
about-support-account = 로그인하면 누구나 공감할 수 있어요.
about-support-edit = 글쓴이는 첫 공감이 있기 전까지만 글을 고칠 수 있고, 그 뒤에는 날짜를 적어 덧붙여요. 고친 기록은 모두 공개해요.
about-support-once = 한 사람이 제안마다 한 번 공감하고, 모으는 동안에는 거둘 수 있어요. 공감과 소식 받기는 따로예요.
about-support-verified = 주민 확인을 마친 사람만 공감할 수 있어요. 제안과 의견은 로그인하면 쓸 수 있어요.
about-terms = 이용 약관
about-terms-age = 만 { $age }세 이상이면 쓸 수 있어요.
about-terms-imported = 다른 게시판에서 가져온 글은 그곳의 공개 조건을 따르고, 어디에서 왔는지 적어요.
about-terms-own = 내가 쓴 글의 권리는 나에게 있어요. 남의 글이나 정보를 허락 없이 올리지 않아요.
about-terms-public = 제안과 의견은 공개되고, { $city }{ PARTICLE($city, pair: "은/는") } 답하고 시행하는 데 쓸 수 있어요.
about-terms-rules = 가리는 규칙을 어기면 글이 가려질 수 있어요.
about-title = 마당 소개와 규칙
about-verified = 주민 확인
about-verified-desk = 가까운 민원 창구에 신분증이나 재직·재학을 알 수 있는 것을 가져가, 로그인에 쓰는 메일 주소를 알려 주세요. 담당자가 바로 확인해요.
about-verified-holds = 확인은 { $days } 동안 유효해요.
about-verified-provider = 시의 본인확인으로 로그인하면 바로 확인돼요.
about-verified-who = { $city }에서 살거나 일하거나 배우면 주민이에요.
about-words = { $city } 시민이 정책을 제안하고, 공감이 모이면 시가 정해진 날까지 공개로 답하는 광장이에요. 답변이 늦으면 늦은 대로, 채택된 일이 어떻게 됐는지까지 모두 보여요.

## 양식과 목록

form-optional = (선택)
form-wrong = 고칠 곳이 { $count }곳 있어요.
pager-more = 더 보기

## 로그인

done-code-sent = 새 번호를 보냈어요.
done-signed-out = 로그아웃했어요.
done-welcome = 반가워요! 이제 제안하고 의견을 쓸 수 있어요.
sign-in-again = 번호 다시 받기
sign-in-check = 로그인
sign-in-code = 여섯 자리 번호
sign-in-code-title = 번호를 입력해 주세요
sign-in-code-words = { $email }{ PARTICLE($email, pair: "으로/로") } 번호를 보냈어요. { $minutes }분 안에 입력해 주세요.
sign-in-consent = 이용 약관에 동의하고, 만 { $age }세 이상이에요.
sign-in-email = 이메일
sign-in-no-mail = 메일이 오지 않으면 스팸함을 봐 주세요. 주소가 틀렸다면 고쳐서 다시 받아 주세요.
sign-in-or = 또는 이메일로
sign-in-other-address = 주소 바꾸기
sign-in-provider = { $name }{ PARTICLE($name, pair: "으로/로") } 로그인
sign-in-provider-words = 시의 본인확인으로 로그인하면 주민 확인까지 한 번에 끝나요.
sign-in-send = 번호 받기
sign-in-terminal = 지금은 메일 서버가 없어서, 번호가 서버의 터미널에 표시돼요.
sign-in-terms = 약관 읽기
sign-in-title = 로그인
sign-in-words = 비밀번호 없이, 메일로 받은 번호로 로그인해요. 처음이면 계정이 만들어져요.

## 답변할 제안

desk-added = { $date }에 덧붙임
desk-all = 모두
desk-answer = 답변 쓰기
desk-answer-free-words = 아직 답변 의무가 없지만 먼저 답할 수 있어요. 올리면 누구나 볼 수 있고, 정정해도 처음 글이 함께 남아요.
desk-answer-words = 올리면 답변 의무를 마친 것이 돼요. 누구나 볼 수 있고, 나중에 정정해도 처음 글이 함께 남아요.
desk-answered = 답한 것
desk-comments = 의견 { $count }개
desk-correct = 답변 정정하기
desk-correct-publish = 정정해서 올리기
desk-correct-words = 정정한 글이 맨 앞에 서고, 지금 글도 ‘정정하기 전 글’로 계속 공개돼요.
desk-date = 날짜
desk-date-hint = 계획만 앞날을 쓸 수 있어요.
desk-decision = 결정
desk-extend = 기한 한 번 늦추기
desk-extend-publish = { $date }까지 늦추기
desk-extend-words = { $before }까지인 기한이 { $after }까지로 바뀌어요. 한 번만 할 수 있고, 까닭과 함께 공개돼요.
desk-extended = 기한을 한 번 늦춤
desk-extended-words = { $before }에서 { $after }로 늦췄어요.
desk-extension-hint = 무엇 때문에 시간이 더 필요한지 주민이 알아듣게 써 주세요. 2,000자까지.
desk-extension-reason = 까닭
desk-hidden = 운영자가 가린 제안이라 글을 볼 수 없어요(까닭: { $reason }). 답변 의무는 그대로예요.
desk-history = 지나온 길
desk-in-time = 제때 답변
desk-interim = 중간 회신
desk-interim-publish = 중간 회신 올리기
desk-interim-words = 어디까지 검토했는지 공개로 알려요. 기한은 그대로예요.
desk-means-adopted = 제안한 대로 합니다. 이어서 언제 무엇을 할지 알려 주세요.
desk-means-already_in_place = 이미 하고 있습니다. 어디에서 어떻게 하는지 적어 주세요.
desk-means-not_adopted = 하지 않습니다. 까닭과 다른 길을 적어 주세요.
desk-means-other_authority = 시가 정할 수 없는 일입니다. 어느 기관인지, 전했는지 적어 주세요.
desk-means-partly_adopted = 일부를 합니다. 무엇을 하고 무엇을 하지 않는지 나누어 적어 주세요.
desk-milestone-add = 시행 소식 쓰기
desk-milestone-hint = 무엇을 했거나 할지 한두 문장으로 써 주세요. 2,000자까지.
desk-milestone-publish = 소식 올리기
desk-milestones = 시행 소식
desk-milestones-none = 아직 소식이 없어요. 채택한 일을 언제 시작할지부터 알려 주세요.
desk-none-answered = 아직 답한 제안이 없어요
desk-none-answered-words = 답변을 올리면 여기에 모여요.
desk-none-owed = 지금은 답할 제안이 없어요
desk-none-owed-words = 공감이 모여 답변 의무가 생기면 기한과 함께 여기에 나타나요.
desk-note = 내용
desk-note-due = 중간 회신 { $date }까지
desk-note-hint = 지금까지 한 일과 남은 일을 써 주세요. 2,000자까지.
desk-note-missing = 중간 회신 없음
desk-noted = { $date } 중간 회신함
desk-number = 제안 { $number }
desk-open-page = 제안 화면 열기
desk-overdue = 늦음
desk-owed = 답할 것
desk-preview = 미리 보기
desk-preview-empty = 아직 쓴 글이 없어요.
desk-preview-title = 이렇게 보여요
desk-publish = 답변 올리기
desk-reasons = 까닭과 계획
desk-reasons-hint = 쉬운 말로 20자에서 20,000자까지. **굵게**, - 목록, > 인용, 링크를 쓸 수 있어요.
desk-soon = { $days } 안
desk-state = 단계
desk-title = 답변할 제안
desk-unsent = 보내지 못한 글
desk-was-in-time = 제때
desk-withdrawn = 글쓴이가 거둔 제안이에요. 이미 생긴 답변 의무는 그대로예요.
done-desk-extension = 기한을 늦추고 까닭을 공개했어요.
done-desk-interim = 중간 회신을 올렸어요.
done-desk-milestone = 시행 소식을 올렸어요.
done-desk-response = 답변을 올렸어요. 이제 누구나 볼 수 있어요.

## 제안 쓰기

after-answer = 공감 { $count }명이 되면 부서가 답해요
after-answer-words = 주제를 맡은 부서가 { $days } 안에 공개로 답해야 해요.
after-done = 채택되면 시행까지 알려 드려요
after-done-words = 계획하고 시작하고 마칠 때마다 소식이 올라와요.
after-gather = 공감을 모아요
after-gather-words = { $days } 동안 누구나 읽고, 주민이 공감하고, 의견을 나눠요.
after-title = 올리면 이렇게 돼요
checking-title = 이미 있는 제안에 공감하시겠어요?
checking-words = 같은 뜻이면 힘을 모으는 쪽이 빨라요. 다른 제안이라면 그대로 올려 주세요.
done-draft-discarded = 초안을 지웠어요.
done-draft-saved = 초안을 저장했어요. 나만 볼 수 있어요.
done-edited = 고친 글을 올렸어요.
done-published = 제안을 올렸어요! 이제 널리 알려 공감을 모아 보세요.
draft-discard = 초안 지우기
draft-discard-title = 이 초안을 지울까요?
draft-discard-words = 지우면 되돌릴 수 없어요.
draft-keep = 그대로 두기
draft-untitled = 제목 없는 초안
drafts-empty = 초안이 없어요
drafts-empty-words = 쓰다가 ‘초안 저장’을 누르면 여기에 남아요.
drafts-saved = { $when } 저장
drafts-title = 초안
edit-closed-add = 덧붙일 말
edit-closed-add-hint = 날짜와 함께 본문 아래에 붙어요. 5,000자까지 쓸 수 있어요.
edit-closed-back = 제안으로 돌아가기
edit-closed-ended = 공감 기간이 끝나거나 공개가 멈춘 글은 그대로 남아요.
edit-closed-send = 덧붙이기
edit-closed-title = 이제는 본문을 고칠 수 없어요
edit-closed-words = 이 글을 읽고 공감하거나 답한 사람이 있어서, 그 글은 그대로 남아요. 더할 말은 덧붙일 수 있어요.
opens-anew = (새 창에서 열려요)
pin-denied = 위치를 쓸 수 없게 되어 있어요. 브라우저 설정에서 허용하거나 장소를 글로 적어 주세요.
pin-drop = 위치 빼기
pin-failed = 위치를 찾지 못했어요. 장소를 글로 적어 주세요.
pin-locate = 내 위치 쓰기
pin-point = 제안과 함께 공개될 위치:
preview-empty = 아직 쓴 글이 없어요.
preview-look = 미리 보기
preview-title = 이렇게 보여요
similar-look = 비슷한 제안 보기
similar-none = 비슷한 제안을 찾지 못했어요. 처음 나온 이야기일지도 몰라요.
similar-title = 비슷한 제안이 있어요
similar-words = 같은 뜻이라면 열어 보고 공감해 주세요. 쓰던 글은 여기 그대로 있어요.
step-check = 비슷한 제안 확인
step-gather = 공감 모으기
step-write = 쓰기
steps-label = 순서
writing-area = 지역
writing-body = 왜 필요하고, 어떻게 하면 될까요?
writing-body-hint = 20자 이상. 겪은 일, 바라는 모습, 아는 사례를 적어 주세요. 빈 줄은 문단, “- ”는 목록, **별표**는 굵은 글씨가 돼요.
writing-draft = 초안 이어 쓰기
writing-edit = 제안 고치기
writing-keep = 초안 저장
writing-new = 제안 쓰기
writing-place = 장소
writing-place-hint = 예: 망원역 2번 출구 앞 횡단보도
writing-publish = 올리기
writing-publish-anyway = 그래도 올리기
writing-save = 고친 글 올리기
writing-sign-in = 새 창에서 로그인한 뒤, 여기로 돌아와 다시 눌러 주세요. 쓰던 글은 그대로예요.
writing-title = 무엇을 제안하나요?
writing-title-hint = 5~100자. 무엇을 어떻게 바꿀지 한 문장으로요.
writing-topic = 주제와 답할 부서
writing-topic-empty = 골라 주세요
writing-visitor-title = 동네에서 바꾸고 싶은 것을 제안해 보세요
writing-visitor-words = 로그인하지 않아도 쓸 수 있어요. 올릴 때만 로그인하면 돼요. 비밀번호 없이 메일로 받은 번호면 돼요.

## 나

devices-current = 지금 이 기기
devices-end = 로그아웃하기
devices-since = { $date }에 로그인
devices-title = 로그인한 기기
devices-used = 마지막으로 쓴 날 { $date }
devices-words = 모르는 기기가 있으면 바로 로그아웃해 주세요.
done-device-ended = 그 기기를 로그아웃했어요.
done-left = 탈퇴했어요. 그동안 함께해 주셔서 고마워요.
done-me-saved = 저장했어요.
follows-empty = 아직 소식 받는 제안이 없어요
follows-empty-words = 제안에서 ‘소식 받기’를 누르면 그 제안이 여기에 모여요.
leave-goes = 없어지는 것
leave-goes-list = 이름, 주소, 주민 확인, 초안, 소식 받기, 도움돼요 표시, 로그인한 기기
leave-keep = 탈퇴하지 않기
leave-now = 탈퇴하기
leave-open = 공감한 제안이 아직 공감을 모으는 중이면, 두 번 공감하지 못하게 막는 암호 표시가 그 기간이 끝날 때까지만 남아요.
leave-stays = 남는 것
leave-stays-list = 올린 제안과 의견은 이름 없이 남고, 공감은 수로만 남아요.
leave-sure = 되돌릴 수 없다는 것을 알고 있어요.
leave-title = 탈퇴할까요?
leave-withdraw = 글까지 거두고 싶다면 먼저 내 제안에서 거두어 주세요.
me-account = 계정
me-address = 로그인 주소
me-area = 사는 지역
me-area-none = 고르지 않음
me-continue = 저장하고 계속하기
me-devices = 로그인한 기기
me-drafts = 초안
me-export = 내 자료 내려받기
me-follows = 소식 받는 제안
me-language = 언어
me-later = 나중에 하기
me-leave = 탈퇴
me-name = 이름
me-name-hint = 다른 사람에게 보이는 이름이에요. 별명도 괜찮아요. 40자까지 쓸 수 있어요.
me-notices = 운영자가 알리는 말
me-profile = 프로필
me-proposals = 내 제안
me-room-clerk = 창구: 주민 확인
me-room-moderator = 신고 처리
me-room-official = 답변할 제안
me-rooms = 맡은 일
me-save = 저장
me-sign-out = 로그아웃
me-title = 나
me-unverified = 아직 주민 확인을 받지 않았어요
me-unverified-words = 제안하고 의견을 쓸 수 있어요. 공감하려면 주민 확인이 필요해요.
me-verified = 주민 확인을 마쳤어요
me-verified-until = { $date }까지 공감할 수 있어요.
me-verified-words = 제안에 공감할 수 있어요.
me-verify-how = 주민 확인 받는 방법
me-work = 내 활동
mine-empty = 아직 올린 제안이 없어요
mine-empty-words = 동네에서 바꾸고 싶은 것이 있다면 첫 제안을 써 보세요.
notices-comment = 내 의견 · { $title }
notices-empty = 받은 알림이 없어요
notices-empty-words = 운영자가 글을 가리거나 다시 공개하면 까닭과 함께 여기에 알려 드려요.
notices-hide = 가렸어요
notices-hide-words = 운영 규칙 ‘{ $reason }’에 따라 가렸어요.
notices-proposal = 내 제안 · { $title }
notices-reinstate = 정지 풀림
notices-reinstate-words = 다시 참여할 수 있어요.
notices-restore = 다시 공개했어요
notices-restore-words = 다시 살펴보고 공개했어요.
notices-see = 까닭 보기
notices-suspend = 이용 정지
notices-suspend-words = 운영 규칙 ‘{ $reason }’에 따라 { $date }까지 이용이 정지됐어요. 잘못됐다고 생각하면 { $contact }에 알려 주세요.
notices-text = 그때의 글
notices-title = 운영자가 알리는 말
suspended-words = { $date }까지 이용이 정지됐어요. 읽을 수는 있지만 글을 올리거나 공감할 수는 없어요.

## 살펴볼 글

done-moderation-hide = 글을 가렸어요. 쓴 사람에게 까닭을 알려요.
done-moderation-keep = 글을 그대로 두고 신고를 마쳤어요.
done-moderation-reinstate = 정지를 풀었어요. 본인에게 알려요.
done-moderation-restore = 글을 다시 공개했어요.
done-moderation-suspend = 이용을 정지했어요. 본인에게 까닭을 알려요.
keys-author = 글쓴이 보기
keys-help = 이 목록
keys-hide = 가리기
keys-keep = 그대로 두기
keys-next = 다음 글
keys-on = 이 기기에서 단축키 쓰기
keys-open = 원래 자리에서 보기
keys-previous = 앞 글
keys-reason = 가리는 까닭 고르기
keys-restore = 다시 공개하기
keys-send = 고른 대로 정하기
keys-title = 단축키
log-none = 아직 기록이 없어요
log-none-words = 운영자가 글을 가리거나 다시 공개하면 여기에 적혀요.
log-title = 운영 기록
log-words = 운영자가 신고를 받고 무엇을 했는지 날마다 공개해요. 글과 사람을 알 수 있는 내용은 적지 않아요.
moderation-all = 모두 보기
moderation-any = 모두
moderation-area = 지역
moderation-author = 글쓴이
moderation-author-before = 지난 처리
moderation-author-none = 이 사람의 글을 처리한 적이 없어요.
moderation-choose = 글을 하나 고르세요
moderation-choose-words = 목록에서 고르거나 j를 누르면 먼저 신고된 글부터 열려요.
moderation-decide = 정하기
moderation-decision = 어떻게 할까요?
moderation-did-hide = 가림
moderation-did-keep = 그대로 둠
moderation-did-reinstate = 이용 정지 풀림
moderation-did-restore = 다시 공개
moderation-did-suspend = 글쓴이 이용 정지
moderation-did-until = { $date }까지
moderation-do-hide = 가리기
moderation-do-keep = 그대로 두기
moderation-do-reinstate = 정지 풀기
moderation-do-restore = 다시 공개하기
moderation-do-suspend = 이용 정지
moderation-filter = 거르기
moderation-hidden = 가려진 것
moderation-history = 지난 처리
moderation-in-place = 원래 자리에서 보기
moderation-kind-comment = 의견
moderation-kind-proposal = 제안
moderation-log = 공개 기록
moderation-next = 다음 글
moderation-none = 살펴볼 글이 없어요
moderation-none-fitting = 여기에 맞는 글이 없어요
moderation-none-fitting-words = 다른 조건으로 찾거나 모두 보세요.
moderation-none-hidden = 가려진 글이 없어요
moderation-none-hidden-words = 가린 글은 여기에서 다시 공개할 수 있어요.
moderation-none-words = 누군가 신고하면 먼저 신고된 글부터 여기에 나타나요.
moderation-not-yours = 처리할 수 없음
moderation-note = 쓴 사람에게 하는 말
moderation-note-hint = 어느 대목이 왜 문제인지, 어떻게 고쳐 쓰면 되는지 적어 주세요. 2,000자까지.
moderation-previous = 앞 글
moderation-reason = 신고된 까닭
moderation-reports = { $count ->
    [0] 기다리는 신고가 없어요
   *[other] 신고 { $count }건
}
moderation-rule = 가리는 까닭
moderation-show = 거르기
moderation-skip = 건너뛰기
moderation-suspend-hint = 무엇 때문인지, 앞으로 무엇을 바라는지 적어 주세요. 2,000자까지.
moderation-suspend-longer = 정지 기간 바꾸기
moderation-suspend-rule = 까닭
moderation-suspend-words = 그날이 끝날 때까지 읽기만 할 수 있어요. 제안·의견·공감·신고는 할 수 없고, 이미 쓴 글은 그대로 남아요.
moderation-suspended = { $date }까지 이용 정지
moderation-title = 살펴볼 글
moderation-topic = 분야
moderation-under = 제안 ‘{ $title }’에 단 의견
moderation-until = 마지막 날
moderation-until-hint = 길어도 1년이에요. 날이 지나면 저절로 풀려요.
moderation-waiting = 신고된 것

## 민원 창구

counter-area = 지역
counter-area-hint = 살거나 일하거나 배우는 곳이에요. 말하지 않아도 돼요.
counter-area-none = 정하지 않음
counter-check = 무엇을 보고 확인하나요
counter-check-age = 만 { $years }세 이상인지 생년월일을 보세요.
counter-check-lives = 사는 사람: 주소가 적힌 신분증이나 주민등록 등본
counter-check-mail = 메일 주소는 본인이 직접 적거나 화면을 보고 맞는지 확인하게 해 주세요.
counter-check-papers = 서류는 보기만 하고 베끼거나 보관하지 마세요. 마당에는 확인한 날과 지역만 남아요.
counter-check-studies = 배우는 사람: 학생증이나 재학 증명서
counter-check-works = 일하는 사람: 사원증이나 재직 증명서
counter-confirm = 주민으로 확인하기
counter-confirmed = 확인했어요
counter-confirmed-words = 이 메일 주소로 로그인하면 바로 공감할 수 있어요.
counter-email = 이메일
counter-email-hint = 이 주소로 로그인하게 돼요. 계정이 없으면 새로 만들어요.
counter-name = 마당에서 쓸 이름
counter-name-hint = 새로 만드는 계정에만 쓰여요. 별명이어도 되고, 본인이 나중에 바꿀 수 있어요.
counter-next = 다음 사람
counter-title = 주민 확인
counter-until = 유효 기한
counter-words = 이 도시에서 살거나 일하거나 배우는 사람이면 주민으로 확인해 주세요.

## 잘못된 칸

field-address = 메일이 닿지 않는 주소예요. 잘못 적은 곳이 없는지 확인해 주세요.
field-choice = { $choices } 가운데 하나를 골라 주세요.
field-code = 숫자 여섯 자리를 입력해 주세요.
field-code-spent = 이제 쓸 수 없는 번호예요.
field-consent = 약관과 나이를 확인하고 표시해 주세요.
field-email = 메일 주소를 확인해 주세요. name@example.com과 같은 모양이에요.
field-empty = 내용을 적어 주세요.
field-future = 앞날은 계획에만 쓸 수 있어요. 오늘이나 지난 날짜를 골라 주세요.
field-invalid = 쓸 수 없는 값이에요. 다시 확인해 주세요.
field-object = 이름과 값으로 된 JSON 객체를 보내 주세요.
field-place = 위치를 고르거나 장소 이름을 적어 주세요. 좌표는 위도와 경도를 함께 보내 주세요.
field-required = 꼭 필요한 항목이에요.
field-sure = 정말 떠나려면 표시해 주세요.
field-too-long = { $most }자까지 쓸 수 있어요. 지금 { $length }자예요.
field-too-short = { $least }자 이상 써 주세요. 지금 { $length }자예요.
field-unknown = 없는 항목이에요. 이름을 확인해 주세요.
field-unknown-area = 없는 지역이에요. 목록에서 골라 주세요.
field-until = 오늘부터 1년 안의 날을 고르세요.
field-wrong-code = 보내 드린 번호와 달라요.
field-wrong-code-left = 보내 드린 번호와 달라요. { $left ->
    [0] 이 번호는 이제 쓸 수 없으니 새 번호를 받아 주세요.
   *[other] { $left }번 더 해 볼 수 있어요.
}
written-title = 쓰신 글
written-words = 아직 보내지 못했어요. 여기서 복사해 두면 다시 쓸 수 있어요.

## 문제

problem-address-refused = 메일을 보내지 못했어요
problem-address-refused-detail = 주소를 확인하고 번호를 다시 요청해 주세요.
problem-already-extended = 이미 한 번 늦춘 기한이에요
problem-already-extended-detail = 기한은 한 번만 늦출 수 있어요. 답변을 올리거나 중간 회신을 해 주세요.
problem-already-hidden = 이미 가려진 글이에요
problem-already-hidden-detail = 운영자가 먼저 가렸어요. 더 하실 일은 없어요.
problem-author-gone = 글쓴이의 계정이 없어요
problem-author-gone-detail = 탈퇴했거나 다른 게시판에서 가져온 글이라 정지할 계정이 없어요.
problem-bad-request = 요청을 읽을 수 없어요
problem-bad-request-detail = 주소나 보낸 내용을 확인하고 다시 시도해 주세요.
problem-broken = 저희 쪽에 문제가 생겼어요
problem-broken-detail = 잠시 뒤 다시 시도해 주세요. 쓰던 글은 브라우저의 뒤로 가기로 되찾을 수 있어요.
problem-code-spent = 이제 쓸 수 없는 번호예요
problem-code-spent-detail = 10분이 지났거나 여러 번 틀렸어요. 새 번호를 요청해 주세요.
problem-comment-gone = 답글을 달 수 없는 의견이에요
problem-comment-gone-detail = 그 사이 지워지거나 가려졌어요. 새 의견으로 써 주세요.
problem-comment-hidden = 운영자가 가린 의견이에요
problem-comment-hidden-detail = 가려진 동안에는 고치거나 표시할 수 없어요. 까닭은 의견 자리에 적혀 있어요.
problem-crowded = 지금 아주 많은 분이 오셨어요
problem-crowded-detail = 곧 자리가 나요. 몇 초 뒤에 다시 시도해 주세요.
problem-cross-origin = 다른 사이트에서 보낸 요청이에요
problem-cross-origin-detail = 마당 화면에서 직접 다시 해 주세요.
problem-gathering-closed = 공감을 모으는 기간이 끝났어요
problem-gathering-closed-detail = 이 제안에는 더 공감하거나 공감을 거둘 수 없고, 글도 고칠 수 없어요. 이어 가고 싶다면 새 제안으로 써 주세요.
problem-identity-unproven = 본인확인 기관의 응답을 확인할 수 없어요
problem-identity-unproven-detail = 처음부터 다시 로그인해 주세요. 계속 안 되면 이메일 번호로 로그인해 주세요.
problem-invalid-input = 고칠 곳이 있어요
problem-invalid-input-detail = 표시된 항목을 고치고 다시 보내 주세요.
problem-key-in-use = 같은 요청을 처리하는 중이에요
problem-key-in-use-detail = 잠시 뒤 같은 키로 다시 보내 주세요.
problem-key-reused = 이미 다른 요청에 쓴 키예요
problem-key-reused-detail = 새 Idempotency-Key로 보내 주세요.
problem-mail-unavailable = 지금은 메일을 보낼 수 없어요
problem-mail-unavailable-detail = 1분 뒤에 번호를 다시 요청해 주세요.
problem-method-not-allowed = 여기서는 할 수 없는 요청이에요
problem-method-not-allowed-detail = API 문서에서 쓸 수 있는 메서드를 확인해 주세요.
problem-no-longer-editable = 고칠 수 있는 시간이 지났어요
problem-no-longer-editable-detail = 의견은 쓴 뒤 { $minutes }분 동안만 고칠 수 있어요. 덧붙일 말은 답글로 써 주세요.
problem-not-adopted = 채택된 제안이 아니에요
problem-not-adopted-detail = 시행 소식은 채택하거나 일부 채택한 제안에만 쓸 수 있어요.
problem-not-extendable = 늦출 수 없는 기한이에요
problem-not-extendable-detail = 이 답변 의무에는 기한을 늦추는 규칙이 없어요. 기한 안에 답해 주세요.
problem-not-found = 찾는 것이 여기 없어요
problem-not-found-detail = 주소가 바뀌었거나 더는 공개하지 않는 글이에요. 광장에서 찾아보세요.
problem-not-hidden = 가려지지 않은 글이에요
problem-not-hidden-detail = 이미 누구나 볼 수 있어서 다시 공개할 필요가 없어요.
problem-not-in-charge = 담당 부서만 쓸 수 있어요
problem-not-in-charge-detail = 이 제안에 답할 부서의 담당자가 로그인해서 써 주세요.
problem-not-permitted = 이 일을 할 권한이 없어요
problem-not-permitted-detail = 권한이 있는 계정으로 로그인해 주세요.
problem-another-person = 이 글을 쓴 사람의 로그인이 필요해요
problem-another-person-detail = 글을 쓴 계정으로 로그인하면 이어서 보내요.
problem-not-signed-in = 로그인이 필요해요
problem-not-signed-in-detail = 로그인한 뒤 다시 시도해 주세요.
problem-not-suspended = 정지된 계정이 아니에요
problem-not-suspended-detail = 정지가 이미 끝났어요. 더 하실 일은 없어요.
problem-not-verified = 주민 확인을 마친 사람만 공감할 수 있어요
problem-not-verified-detail = 시의 로그인으로 들어와 주민임을 확인하거나, 가까운 민원 창구에서 확인을 받아 주세요. 여기에서 살거나 일하거나 배우면 돼요.
problem-nothing-owed = 지금은 답변 의무가 없어요
problem-nothing-owed-detail = 이미 답했거나 아직 의무가 생기지 않았어요. 답변은 언제든 올릴 수 있어요.
problem-of-staff = 이곳에서 일하는 사람이에요
problem-of-staff-detail = 직원의 계정은 운영자가 정지할 수 없어요. 관리자에게 알려 주세요.
problem-own-comment = 내가 쓴 의견이에요
problem-own-comment-detail = 도움돼요는 다른 사람의 의견에만 표시할 수 있어요.
problem-own-department = 내 부서가 답해야 하는 제안이에요
problem-own-department-detail = 답변 의무가 있는 부서의 사람은 이 글을 처리할 수 없어요. 다른 운영자에게 맡겨 주세요.
problem-own-item = 내가 쓴 글이에요
problem-own-item-detail = 자기 글은 스스로 처리할 수 없어요. 다른 운영자에게 맡겨 주세요.
problem-proposal-hidden = 운영자가 가린 제안이에요
problem-proposal-hidden-detail = 가려진 동안에는 글을 더하거나 공감할 수 없어요. 까닭은 제안 화면에 적혀 있어요.
problem-proposal-withdrawn = 글쓴이가 거둔 제안이에요
problem-proposal-withdrawn-detail = 읽을 수는 있지만 글을 더하거나 공감할 수 없어요. 이어 가고 싶다면 새 제안으로 써 주세요.
problem-provider-unavailable = 본인확인 기관이 응답하지 않아요
problem-provider-unavailable-detail = 잠시 뒤 다시 시도하거나 이메일 번호로 로그인해 주세요.
problem-reply-to-reply = 답글에는 답글을 달 수 없어요
problem-reply-to-reply-detail = 맨 위 의견에 답글을 달아 주세요.
problem-sent-before = 이미 보낸 양식이에요
problem-sent-before-detail = 먼저 보낸 글은 잘 올라갔어요. 고친 글을 새로 올리려면 한 번 더 눌러 주세요.
problem-suspended = { $date }까지 이용이 정지됐어요
problem-suspended-detail = 그때까지 읽을 수는 있지만 글을 올리거나 공감할 수는 없어요. 까닭은 ‘나 › 운영자가 알리는 말’에 있어요. 잘못됐다고 생각하면 { $contact }에 알려 주세요.
problem-sign-in-declined = 로그인하지 못했어요
problem-sign-in-declined-detail = 본인확인이 끝나지 않았어요. 다시 시작하거나 이메일 번호로 로그인해 주세요.
problem-sign-in-interrupted = 로그인이 중간에 끊겼어요
problem-sign-in-interrupted-detail = 시간이 오래 걸렸거나 다른 브라우저에서 시작했어요. 처음부터 다시 해 주세요.
problem-supports-given = 이제는 고칠 수 없는 제안이에요
problem-supports-given-detail = 이미 이 글을 보고 공감하거나 답한 사람이 있어요. 더할 말은 아래에 덧붙여 주세요.
problem-too-large = 보낸 내용이 너무 커요
problem-too-large-detail = 길이를 줄여 다시 보내 주세요.
problem-too-late-to-extend = 기한이 이미 지났어요
problem-too-late-to-extend-detail = 지난 기한은 늦출 수 없어요. 답변을 올리거나 중간 회신을 해 주세요.
problem-too-many = 잠시 쉬었다 다시 해 주세요
problem-too-many-addenda = 더는 덧붙일 수 없어요
problem-too-many-addenda-detail = 제안 하나에 20번까지 덧붙일 수 있어요. 나머지는 의견으로 남겨 주세요.
problem-too-many-detail = { $seconds }초 뒤에 다시 할 수 있어요.
problem-too-many-drafts = 초안이 가득 찼어요
problem-too-many-drafts-detail = 초안은 50개까지 보관해요. 쓰지 않는 초안을 지우고 다시 저장해 주세요.
problem-unavailable = 지금은 응답할 수 없어요
problem-unavailable-detail = 잠시 뒤 다시 시도해 주세요.
problem-unsupported-media-type = JSON만 받을 수 있어요
problem-unsupported-media-type-detail = Content-Type을 application/json으로 보내 주세요.
problem-wrong-code = 보내 드린 번호와 달라요
problem-wrong-code-detail = 가장 최근에 받은 메일의 여섯 자리 숫자를 확인해 주세요. 다섯 번 틀리면 새 번호를 요청해 주세요.
problem-wrong-state = 지금은 할 수 없는 일이에요
problem-wrong-state-detail = 화면을 새로 열어 지금 상태를 확인해 주세요.

## 초안을 잃지 않게
draft-parted-other = 다른 쪽의 글 보기
draft-parted-title = 이 초안을 다른 곳에서도 고쳤어요
draft-parted-words = 두 글을 모두 남겼어요. 지금 보이는 것은 여기서 쓴 글이고, 따로 둔 초안이에요.
problem-draft-changed-elsewhere = 다른 기기에서 이 초안을 고쳤어요
problem-draft-changed-elsewhere-detail = 두 글을 모두 볼 수 있게 최신 초안을 다시 열어 주세요.
draft-forgotten = 초안을 지웠어요.
draft-gone-title = 이 초안은 더 이상 없어요
draft-gone-words = 다른 곳에서 지웠거나 이미 올렸어요. 여기서 쓴 글은 새 초안으로 남겼어요.
drafts-only-here = 이 기기에만 있어요
drafts-unfinished = 쓰다 만 글이 있어요
drafts-unfinished-words = 새로 쓰려면 아래에 바로 써 주세요. 쓰던 글은 그대로 남아요.
kept-account = 이 기기와 내 계정에 저장했어요
kept-device = 이 기기에 저장했어요
kept-now = 방금
undo = 되돌리기
writing-full = 이 기기에 저장할 공간이 없어요. 글을 복사해 두고, 사진을 빼거나 기기의 공간을 비워 주세요.
writing-least = { $least }자 이상 써 주세요.
writing-look-again = 고칠 곳이 있어요
writing-most = { $most }자를 넘었어요. 줄여 주세요.
writing-offline = 지금은 연결되지 않아요. 글은 이 기기에 있어요. 연결되면 다시 눌러 주세요.
writing-sending = 보내고 있어요…

## 쓰는 글의 사진
photos-alt = 무엇이 보이나요?
photos-attach = 고른 사진 붙이기
photos-choose = 사진 고르기
photos-down = 뒤로
photos-drop = 빼기
photos-hint = 5장까지. 사진마다 무엇이 보이는지 적어 주세요. 사진을 볼 수 없는 사람이 그 글을 들어요.
photos-most = 사진은 5장까지 붙일 수 있어서, 남는 사진은 빼 두었어요.
photos-take = 사진 찍기
writing-photos = 사진
photos-undo = 뺀 사진 되돌리기
photos-unreadable = 이 파일은 사진으로 열 수 없어요. JPEG나 PNG 사진을 골라 주세요.
photos-up = 앞으로
field-photos-not-attached = 고른 사진이 아직 붙지 않았어요. 다시 고른 뒤 ‘고른 사진 붙이기’를 눌러 주세요.

## 설치와 공유

install-later = 나중에
install-step-add = ‘홈 화면에 추가’를 고르세요.
install-step-share = 브라우저의 공유 단추를 누르세요.
install-title = 마당을 홈 화면에 두세요
install-words = 앱처럼 바로 열리고, 연결이 없는 곳에서도 읽고 쓸 수 있어요.
install-yes = 홈 화면에 추가
poster = 포스터
poster-as-of = { $date } 기준
poster-gathering = { $date }까지 공감을 모아요
poster-hint = A4 한 장에 맞춰 인쇄해요. 게시판이나 정류장에 붙여 알려 보세요.
poster-invite = 읽고, 의견을 쓰고, 공감해 주세요.
poster-open = 휴대폰 카메라로 비추면 이 제안이 열려요
poster-print = 인쇄하기
poster-was-due = { $date }까지 답하기로 한 제안이에요
shared-photos-left-out = 함께 공유한 사진은 담지 못했어요. 아래에서 사진을 다시 골라 주세요.
shortcut-outbox = 보낼 것

## 사진
field-photos = 쓸 수 없는 사진이 있어요. 사진을 다시 골라 주세요.
field-too-many = { $most }개까지 담을 수 있어요. 지금 { $length }개예요.
photo-unnamed = 설명이 없는 사진 { $number }
photos-title = 사진
problem-not-a-picture = 사진으로 열 수 없는 파일이에요
problem-not-a-picture-detail = JPEG, PNG, WebP, GIF 사진을 보내 주세요. 파일이 망가졌다면 다시 저장해 보세요.
problem-picture-too-large = 사진이 너무 커요
problem-picture-too-large-detail = 15MB보다 작고, JPEG는 5,000만 화소, 다른 형식은 2,400만 화소보다 작은 사진을 보내 주세요.

## 연결 없이 읽기

offline-again = 다시 열기
offline-drafts = 쓰던 초안
offline-empty = 아직 받아 둔 화면이 없어요. 광장을 한번 열어 두면 연결이 끊겨도 읽을 수 있어요.
offline-kept = { $ago } 모습
offline-list = 이 기기에 받아 둔 화면
offline-list-words = 읽은 화면과 광장 위쪽의 제안을 30일 동안 받아 두어요.
offline-missed = 지금은 연결되지 않아요
offline-missed-words = 이 화면은 이 기기에 받아 둔 것이 없어요. 연결되면 다시 열어 주세요.
offline-outbox = 보낼 것
offline-own = 내가 쓴 것
offline-title = 연결 없이 읽기
offline-words = 연결이 끊겨도 이 기기에 받아 둔 화면은 읽을 수 있어요.
state-back = 다시 연결됐어요.
state-kept = 연결되지 않아요. { $ago } 모습이에요.
state-others = 다른 화면
state-show = 지금 모습 보기
state-unsent = 연결되지 않아 보내지 못했어요. 쓴 것은 그대로 있으니 연결되면 다시 보내 주세요.
state-use = 지금 쓰기
state-version = 마당의 새 버전이 준비됐어요.

## 보낼 것

leaving-discard = 버리고 로그아웃
leaving-offline = 지금은 연결이 없어 로그아웃할 수 없어요. 연결된 뒤 다시 눌러 주세요.
leaving-send = 지금 보내고 로그아웃
leaving-title = 아직 보내지 않은 것이 { $count }개 있어요
leaving-unsent = 지금은 보낼 수 없거나 거절된 것이 남았어요. 나중에 로그아웃하거나 버려 주세요.
leaving-words = 로그아웃하면 이 기기에 있는 것을 모두 지워요.
outbox-copied = 복사했어요.
outbox-copy = 글 복사
outbox-count = 보낼 것 { $count }개
outbox-discard = 지우기
outbox-discarded = 지웠어요.
outbox-edit = 고쳐 쓰기
outbox-empty = 보낼 것이 없어요
outbox-empty-words = 연결이 없을 때 공감하거나 쓴 것이 여기에서 기다려요.
outbox-ended = 로그인이 끝났어요. 다시 로그인하면 보낼게요.
outbox-full = 이 기기에 저장하지 못했어요. 쓴 글은 그대로 있어요. 연결되어 있으면 한 번 더 눌러 바로 보내고, 아니면 기기의 저장 공간을 비운 뒤 다시 해 주세요.
outbox-kept = 이 기기에 저장했어요. 연결되면 보낼게요.
outbox-kind-addendum = 덧붙인 글
outbox-kind-comment = 의견
outbox-kind-follow = 소식 받기
outbox-kind-follow-off = 소식 그만 받기
outbox-kind-helpful = 도움돼요
outbox-kind-helpful-off = 도움돼요 취소
outbox-kind-proposal = 제안
outbox-kind-report = 신고
outbox-kind-support = 공감
outbox-kind-support-off = 공감 취소
outbox-open = 보낼 것 보기
outbox-part-refused = 보내지 못했어요
outbox-part-sent = 보냈어요
outbox-part-waiting = 보낼 예정이에요
outbox-refused = 보내지 못했어요
outbox-retry = 다시 보내기
outbox-see = 새로 보기
outbox-see-it = 보러 가기
outbox-send = 지금 보내기
outbox-sent = 보냈어요
outbox-sign-in = 로그인하고 보내기
outbox-signed-out = { $count }개가 기다리고 있어요. 쓴 사람이 로그인하면 보내요.
outbox-title = 보낼 것
outbox-too-long = 글이 너무 길어요. 조금 줄여 주세요.
outbox-undo = 되돌리기
outbox-unsent = 지금은 보낼 수 없어요. 연결되면 저절로 보내요.
outbox-waiting = 보낼 예정이에요
outbox-without-scripts = 여기에는 연결이 없을 때 쓴 것이 모여요. 브라우저에서 스크립트를 켜야 쓸 수 있어요.
outbox-words = 여기서 한 일은 이 기기에 먼저 저장하고, 연결되면 저절로 한 번만 보내요.
## Inbox

nav-inbox = 소식
nav-inbox-unread = 소식, 읽지 않은 것 { $count }개
inbox-title = 소식
inbox-mark-read = 모두 읽음
inbox-filter = 소식의 종류
inbox-new = 새 소식
inbox-about-all = 모두
inbox-about-answers = 답변과 시행
inbox-about-proposals = 제안
inbox-about-talk = 의견
inbox-about-moderation = 운영
inbox-empty = 아직 소식이 없어요
inbox-empty-words = 제안을 팔로우하면 답변과 시행 소식을, 의견을 쓰면 답글을 여기에서 알려 드려요.
done-inbox-read = 모두 읽음으로 표시했어요.
notification-threshold_reached = { $count }명이 공감했어요. { $department }{ PARTICLE($department, pair: "이/가") } { $date }까지 답해야 해요.
notification-response = { $department }{ PARTICLE($department, pair: "이/가") } 답했어요: { $decision }
notification-correction = { $department }{ PARTICLE($department, pair: "이/가") } 답변을 정정했어요
notification-interim_note = { $department }{ PARTICLE($department, pair: "이/가") } 중간 회신을 했어요
notification-extended = { $department }{ PARTICLE($department, pair: "이/가") } 답변 기한을 { $date }까지 늦췄어요
notification-overdue = { $department }의 답변 기한이 지났어요
notification-milestone = 시행 소식: { $state } ({ $date })
notification-addendum = 글쓴이가 덧붙였어요
notification-closing = 공감 기간이 사흘 뒤에 끝나요
notification-withdrawn = 글쓴이가 제안을 거두었어요
notification-comment = 내 제안에 새 의견이 { $count }개 달렸어요
notification-reply = 내 의견에 답글이 { $count }개 달렸어요
notification-hidden = 운영자가 내 글을 가렸어요: { $reason }
notification-restored = 운영자가 내 글을 다시 공개했어요
notification-suspended = { $date }까지 이용이 정지됐어요: { $reason }
notification-reinstated = 이용 정지가 풀렸어요. 다시 참여할 수 있어요

## 무엇을 들을지 고르기

muted-words = 이 제안의 소식을 꺼 두었어요.
live-comments = 새 의견 { $count }개 보기
push-title = 푸시 알림
push-words = 부서가 답했을 때처럼 중요한 소식을 이 기기로 바로 보내 드려요. 언제든 끌 수 있어요.
push-on = 이 기기로 받기
push-offer = 답이 나오면 바로 알려 드릴까요?
push-offer-words = 부서의 답변처럼 중요한 소식만 이 기기로 보내 드려요.
push-failed = 켜지 못했어요. 연결을 확인하고 잠시 뒤에 다시 눌러 주세요.
push-scripts = 푸시 알림을 켜려면 브라우저에서 자바스크립트를 허용해 주세요.
push-unsupported = 이 브라우저는 푸시 알림을 받을 수 없어요. 소식 화면과 메일로 알려 드려요.
push-home = 아이폰과 아이패드에서는 마당을 홈 화면에 추가하고 거기에서 열면 켤 수 있어요. 공유 단추를 누른 뒤 “홈 화면에 추가”를 고르세요.
push-denied = 이 사이트의 알림이 막혀 있어요. 주소 옆 단추를 눌러 사이트 설정에서 알림을 허용한 뒤 다시 와 주세요.
push-reached = 마지막으로 받은 때: { $ago }
push-never-reached = 아직 받은 알림이 없어요
push-send-test = 시험 알림 보내기
push-remove = 끄기
push-error-refused = 알림 서비스가 받지 않았어요.
push-error-too_large = 알림 서비스가 너무 길다고 했어요.
push-error-redirected = 알림 서비스의 주소가 달라졌어요. 끄고 다시 켜 주세요.
push-error-busy = 알림 서비스가 바빠서 나중에 다시 보내요.
push-error-silent = 알림 서비스가 대답하지 않아요.
push-error-unreachable = 알림 서비스에 닿지 않아요.
push-unread = 새 소식이 있어요.
done-push-on = 이제 이 기기로 중요한 소식을 보내 드려요.
done-push-off = 그 기기로는 더 보내지 않아요.
done-push-tested = 시험 알림을 보냈어요. 곧 기기에 떠요.
done-push-gone = 그 기기는 더는 알림을 받지 않아서 목록에서 뺐어요.
hearing-title = 알림 설정
hearing-what = 무엇을 어떻게 들을까요
hearing-words = 소식 화면에는 모두 들어와요. 푸시와 메일로도 받을 것을 고르세요.
hearing-push = 푸시
hearing-email = 메일
hearing-email-at_once = 메일 바로
hearing-email-daily = 메일 하루 한 번
hearing-email-weekly = 메일 한 주 한 번
hearing-email-never = 메일 안 받음
hearing-kind-threshold_reached = 공감이 모여 부서가 답하게 됐을 때
hearing-kind-response = 부서가 답했을 때
hearing-kind-correction = 부서가 답변을 정정했을 때
hearing-kind-interim_note = 부서가 중간 회신을 했을 때
hearing-kind-extended = 답변 기한을 늦췄을 때
hearing-kind-overdue = 답변 기한이 지났을 때
hearing-kind-milestone = 시행 소식이 있을 때
hearing-kind-addendum = 글쓴이가 덧붙였을 때
hearing-kind-closing = 공감 기간이 곧 끝날 때
hearing-kind-withdrawn = 글쓴이가 제안을 거두었을 때
hearing-kind-comment = 내 제안에 의견이 달렸을 때
hearing-kind-reply = 내 의견에 답글이 달렸을 때
hearing-kind-hidden = 운영자가 내 글을 가렸을 때
hearing-kind-restored = 운영자가 내 글을 다시 공개했을 때
hearing-kind-suspended = 운영자가 내 이용을 정지했을 때
hearing-kind-reinstated = 운영자가 내 이용 정지를 풀었을 때
hearing-no-address = 메일 주소가 없어서 메일은 보내 드리지 못해요.
hearing-ended = 메일을 모두 끊었어요. 아래에서 고른 메일도 보내지 않아요.
hearing-again = 메일 다시 받기
hearing-when = 언제 받을까요
hearing-quiet = 조용한 시간
hearing-quiet-hint = 이 시간에 온 푸시는 끝난 뒤에 보내요. 비워 두면 언제든 보내요.
hearing-from = 시작
hearing-until = 끝
hearing-zone = 시간대
hearing-zone-hint = Asia/Seoul처럼 적어요. 비워 두면 { $city }의 시간대로 해요.
hearing-zone-here = 이 기기의 시간대:
hearing-zone-take = 이것으로 바꾸기
hearing-digest = 메일을 받을 시각
hearing-digest-hint = 하루나 한 주에 한 번 모아 보내는 메일이 이때 와요.
inbox-more = 더 보기
mute = 이 제안 소식 끄기
unmute = 소식 다시 켜기
muted-title = 소식을 끈 제안
muted-empty = 소식을 끈 제안이 없어요
muted-empty-words = 너무 자주 소식이 오는 제안은 그 화면이나 소식에서 끌 수 있어요.
done-muted = 이 제안의 소식을 껐어요.
done-unmuted = 이 제안의 소식을 다시 알려 드려요.
field-time-zone = 그런 시간대가 없어요. Asia/Seoul처럼 적어 주세요.

## Push messages
push-open = 열어 보기
push-mute = 이 제안 소식 끄기
push-test = 시험 알림이에요. 이 기기로 마당의 알림이 잘 와요.
field-push-service = 이곳으로는 알림을 보낼 수 없어요. 시에서 허용한 알림 서비스를 쓰는 브라우저에서 다시 해 주세요.

## 소식 메일

news-mail-subject = { $site } 새 소식 { $count }개
news-mail-title = 새 소식
news-mail-more = 그 밖에 { $count }개가 더 있어요
news-mail-why = { $site }의 알림 설정에 따라 보내는 메일이에요.
news-mail-choose = 알림 설정
news-mail-end = 메일 그만 받기
unsubscribe-title = 메일을 그만 받을까요?
unsubscribe-words = 소식을 전하는 메일을 더 보내지 않아요. 로그인 번호는 그대로 메일로 가고, 소식은 마당의 ‘소식’에서 볼 수 있어요.
unsubscribe-really = 메일 그만 받기
unsubscribe-done = 이제 메일을 보내지 않아요
unsubscribe-done-words = 로그인 번호만 그대로 메일로 가요. 다시 받고 싶으면 알림 설정에서 켜 주세요.
unsubscribe-settings = 알림 설정 열기
